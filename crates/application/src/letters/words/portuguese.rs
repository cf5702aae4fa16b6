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
    lasting: |span| format!("O link funciona uma única vez e é válido por {span}."),
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
