//! What mails say in Spanish, which addresses people as `usted`.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "es",
    activation: Says {
        subject: "Active su cuenta",
        before: &[
            "Alguien, probablemente usted, se ha registrado con esta dirección de correo electrónico.",
            "Abra la página siguiente e introduzca la contraseña que eligió. Su cuenta estará lista en cuanto lo haga.",
        ],
        button: "Activar mi cuenta",
        after: &[
            "Si no ha sido usted, no tiene que hacer nada: sin la contraseña no ocurre nada. También puede indicárnoslo en la página.",
        ],
    },
    first_password: Says {
        subject: "Le damos la bienvenida: elija su contraseña",
        before: &[
            "Se ha creado una cuenta para usted.",
            "Para empezar a utilizarla, elija una contraseña en la página siguiente.",
        ],
        button: "Elegir mi contraseña",
        after: &["Si no esperaba este mensaje, no tiene que hacer nada."],
    },
    confirmation: Says {
        subject: "Confirme su dirección de correo electrónico",
        before: &[
            "Alguien, probablemente usted, se ha registrado con esta dirección de correo electrónico.",
            "Confirme en la página siguiente que es la suya. Su cuenta estará lista en cuanto lo haga.",
        ],
        button: "Confirmar mi dirección",
        after: &[
            "Si no ha sido usted, no tiene que hacer nada: mientras no confirme la dirección, no se atribuirá a nadie.",
        ],
    },
    account_exists: Says {
        subject: "Ya tiene una cuenta",
        before: &[
            "Alguien, probablemente usted, ha intentado registrarse con esta dirección de correo electrónico. Ya tiene una cuenta aquí.",
            "Inicie sesión como de costumbre. Si no recuerda su contraseña, establezca una nueva en la página siguiente.",
        ],
        button: "Establecer una contraseña nueva",
        after: &["Si no ha sido usted, no tiene que hacer nada."],
    },
    password_reset: Says {
        subject: "Establezca una contraseña nueva",
        before: &["Alguien, probablemente usted, ha solicitado establecer una contraseña nueva para su cuenta."],
        button: "Establecer una contraseña nueva",
        after: &["Si no ha sido usted, no tiene que hacer nada: su contraseña no cambia."],
    },
    suspended: Says {
        subject: "Su cuenta está suspendida",
        before: &[
            "Alguien, probablemente usted, ha intentado registrarse o establecer una contraseña nueva con esta dirección de correo electrónico.",
            "Su cuenta está suspendida en este momento. Diríjase a quien gestiona este servicio.",
        ],
        button: "",
        after: &[],
    },
    address_change: Says {
        subject: "Confirme su nueva dirección de correo",
        before: &[
            "Alguien, probablemente usted, ha pedido usar esta dirección de correo para su cuenta.",
            "Confirme en la página siguiente que es la suya. Desde entonces será la dirección de esa cuenta, cuya sesión se cerrará en todas partes.",
        ],
        button: "Usar esta dirección",
        after: &["Si no ha sido usted, no tiene que hacer nada: sin usted, la dirección no se usará."],
    },
    address_change_asked: Says {
        subject: "Se ha pedido otra dirección de correo",
        before: &[
            "Alguien que conoce su contraseña, probablemente usted, ha pedido otra dirección de correo para su cuenta.",
            "Mientras no se confirme la nueva dirección, su cuenta conserva esta.",
        ],
        button: "",
        after: &["Si no ha sido usted, establezca enseguida una contraseña nueva: así termina también la petición."],
    },
    address_changed: Says {
        subject: "Su dirección de correo ha cambiado",
        before: &[
            "Desde ahora su cuenta tiene otra dirección de correo. A esta ya no se envían mensajes, y su sesión se ha cerrado en todas partes.",
        ],
        button: "",
        after: &["Si no ha sido usted, diríjase enseguida a quien gestiona este servicio."],
    },
    address_in_use: Says {
        subject: "Alguien ha pedido su dirección de correo",
        before: &[
            "Alguien, quizá usted, ha pedido usar esta dirección de correo para otra cuenta. Usted ya tiene aquí una cuenta con ella.",
            "No se ha cambiado nada. Inicie sesión como siempre.",
        ],
        button: "",
        after: &["Si no ha sido usted, no tiene que hacer nada."],
    },
    account_suspended: Says {
        subject: "Su cuenta ha sido suspendida",
        before: &[
            "Su cuenta ha sido suspendida y su sesión se ha cerrado en todas partes. No podrá iniciar sesión hasta que se restablezca.",
            "Si tiene preguntas, diríjase a quien gestiona este servicio.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "Su cuenta vuelve a estar abierta",
        before: &["Su cuenta ya no está suspendida. Inicie sesión con la contraseña que tenía antes."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "Su cuenta ha sido cerrada",
        before: &[
            "Su cuenta ha sido cerrada. Su contraseña y su perfil se han borrado.",
            "Durante un tiempo nadie más podrá tomar la dirección o el nombre de usuario que tenía; después se borrarán también.",
        ],
        button: "",
        after: &["Si no lo esperaba, diríjase a quien gestiona este servicio."],
    },
    happened: |at| format!("Momento: {at}."),
    lasting: |span| format!("El enlace funciona una sola vez y es válido durante {span}."),
    code: |span| format!("O escriba este código donde se le pida. Funciona una sola vez y es válido durante {span}:"),
    minutes: Counted {
        one: "un minuto",
        many: "minutos",
    },
    hours: Counted {
        one: "una hora",
        many: "horas",
    },
    days: Counted {
        one: "un día",
        many: "días",
    },
};
