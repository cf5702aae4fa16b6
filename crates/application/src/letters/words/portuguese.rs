//! What mails say in Portuguese, as it is written in Brazil, where most of its readers live.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "pt",
    activation: Says {
        subject: "Ative a sua conta",
        before: &[
            "Alguém, provavelmente você, registrou-se com este endereço de e-mail.",
            "Abra a página abaixo e informe a senha que você escolheu. A sua conta estará pronta em seguida.",
        ],
        button: "Ativar a minha conta",
        after: &[
            "Se não foi você, não é preciso fazer nada: sem a senha, nada acontece. Você também pode nos avisar na própria página.",
        ],
    },
    first_password: Says {
        subject: "Boas-vindas: escolha a sua senha",
        before: &[
            "Uma conta foi criada para você.",
            "Para começar a usá-la, escolha uma senha na página abaixo.",
        ],
        button: "Escolher a minha senha",
        after: &["Se você não esperava esta mensagem, não é preciso fazer nada."],
    },
    confirmation: Says {
        subject: "Confirme o seu endereço de e-mail",
        before: &[
            "Alguém, provavelmente você, registrou-se com este endereço de e-mail.",
            "Confirme na página abaixo que o endereço é seu. A sua conta estará pronta em seguida.",
        ],
        button: "Confirmar o meu endereço",
        after: &[
            "Se não foi você, não é preciso fazer nada: enquanto o endereço não for confirmado, ele não será atribuído a ninguém.",
        ],
    },
    account_exists: Says {
        subject: "Você já tem uma conta",
        before: &[
            "Alguém, provavelmente você, tentou registrar-se com este endereço de e-mail. Você já tem uma conta aqui.",
            "Entre como de costume. Se não se lembra da sua senha, defina uma nova na página abaixo.",
        ],
        button: "Definir uma nova senha",
        after: &["Se não foi você, não é preciso fazer nada."],
    },
    password_reset: Says {
        subject: "Defina uma nova senha",
        before: &["Alguém, provavelmente você, pediu para definir uma nova senha para a sua conta."],
        button: "Definir uma nova senha",
        after: &["Se não foi você, não é preciso fazer nada: a sua senha continua a mesma."],
    },
    suspended: Says {
        subject: "A sua conta está suspensa",
        before: &[
            "Alguém, provavelmente você, tentou registrar-se ou definir uma nova senha com este endereço de e-mail.",
            "A sua conta está suspensa no momento. Entre em contato com quem administra este serviço.",
        ],
        button: "",
        after: &[],
    },
    address_change: Says {
        subject: "Confirme o seu novo endereço de e-mail",
        before: &[
            "Alguém, provavelmente você, pediu para usar este endereço de e-mail na sua conta.",
            "Confirme na página abaixo que ele é seu. A partir daí será o endereço dessa conta, cuja sessão será encerrada em toda parte.",
        ],
        button: "Usar este endereço",
        after: &["Se não foi você, não precisa fazer nada: sem você, o endereço não será usado."],
    },
    address_change_asked: Says {
        subject: "Foi pedido outro endereço de e-mail",
        before: &[
            "Alguém que conhece a sua senha, provavelmente você, pediu outro endereço de e-mail para a sua conta.",
            "Enquanto o novo endereço não for confirmado, a sua conta mantém este.",
        ],
        button: "",
        after: &["Se não foi você, defina imediatamente uma nova senha: isso encerra também o pedido."],
    },
    address_changed: Says {
        subject: "O seu endereço de e-mail foi alterado",
        before: &[
            "A sua conta tem agora outro endereço de e-mail. Este já não recebe mensagens, e a sua sessão foi encerrada em toda parte.",
        ],
        button: "",
        after: &["Se não foi você, entre em contato imediatamente com quem administra este serviço."],
    },
    address_in_use: Says {
        subject: "Alguém pediu o seu endereço de e-mail",
        before: &[
            "Alguém, talvez você, pediu para usar este endereço de e-mail em outra conta. Você já tem aqui uma conta com ele.",
            "Nada foi alterado. Entre como de costume.",
        ],
        button: "",
        after: &["Se não foi você, não precisa fazer nada."],
    },
    account_suspended: Says {
        subject: "A sua conta foi suspensa",
        before: &[
            "A sua conta foi suspensa e a sua sessão foi encerrada em toda parte. Você não pode entrar até que ela seja restabelecida.",
            "Em caso de dúvidas, entre em contato com quem administra este serviço.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "A sua conta está novamente aberta",
        before: &["A sua conta já não está suspensa. Entre com a senha que tinha antes."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "A sua conta foi encerrada",
        before: &[
            "A sua conta foi encerrada. A sua senha e o seu perfil foram apagados.",
            "Durante algum tempo ninguém mais pode ficar com o endereço ou o nome de usuário que você tinha; depois também serão apagados.",
        ],
        button: "",
        after: &["Se você não esperava isto, entre em contato com quem administra este serviço."],
    },
    happened: |at| format!("Momento: {at}."),
    lasting: |span| format!("O link funciona uma única vez e é válido por {span}."),
    code: |span| format!("Ou digite este código onde ele for pedido. Funciona uma única vez e é válido por {span}:"),
    minutes: Counted {
        one: "um minuto",
        many: "minutos",
    },
    hours: Counted {
        one: "uma hora",
        many: "horas",
    },
    days: Counted {
        one: "um dia",
        many: "dias",
    },
};
