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
    lasting: |span| format!("El enlace funciona una sola vez y es válido durante {span}."),
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
