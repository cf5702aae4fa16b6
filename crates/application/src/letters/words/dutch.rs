//! What mails say in Dutch, which addresses people as `u`.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "nl",
    activation: Says {
        subject: "Activeer uw account",
        before: &[
            "Iemand, waarschijnlijk uzelf, heeft zich met dit e-mailadres geregistreerd.",
            "Open de onderstaande pagina en voer het wachtwoord in dat u hebt gekozen. Daarna is uw account meteen klaar voor gebruik.",
        ],
        button: "Mijn account activeren",
        after: &[
            "Was u dit niet, dan hoeft u niets te doen: zonder het wachtwoord gebeurt er niets. U kunt het ons ook op de pagina laten weten.",
        ],
    },
    first_password: Says {
        subject: "Welkom: kies uw wachtwoord",
        before: &[
            "Er is een account voor u aangemaakt.",
            "Kies op de onderstaande pagina een wachtwoord om het te gebruiken.",
        ],
        button: "Mijn wachtwoord kiezen",
        after: &["Had u dit bericht niet verwacht, dan hoeft u niets te doen."],
    },
    confirmation: Says {
        subject: "Bevestig uw e-mailadres",
        before: &[
            "Iemand, waarschijnlijk uzelf, heeft zich met dit e-mailadres geregistreerd.",
            "Bevestig op de onderstaande pagina dat het uw adres is. Daarna is uw account meteen klaar voor gebruik.",
        ],
        button: "Mijn adres bevestigen",
        after: &[
            "Was u dit niet, dan hoeft u niets te doen: zolang u het adres niet bevestigt, geldt het als van niemand.",
        ],
    },
    account_exists: Says {
        subject: "U hebt al een account",
        before: &[
            "Iemand, waarschijnlijk uzelf, heeft geprobeerd zich met dit e-mailadres te registreren. U hebt hier al een account.",
            "Meld u aan zoals gewoonlijk. Weet u uw wachtwoord niet meer, stel dan op de onderstaande pagina een nieuw wachtwoord in.",
        ],
        button: "Een nieuw wachtwoord instellen",
        after: &["Was u dit niet, dan hoeft u niets te doen."],
    },
    password_reset: Says {
        subject: "Stel een nieuw wachtwoord in",
        before: &["Iemand, waarschijnlijk uzelf, wil een nieuw wachtwoord voor uw account instellen."],
        button: "Een nieuw wachtwoord instellen",
        after: &["Was u dit niet, dan hoeft u niets te doen: uw wachtwoord blijft ongewijzigd."],
    },
    suspended: Says {
        subject: "Uw account is geblokkeerd",
        before: &[
            "Iemand, waarschijnlijk uzelf, heeft geprobeerd zich met dit e-mailadres te registreren of een nieuw wachtwoord in te stellen.",
            "Uw account is op dit moment geblokkeerd. Neem contact op met de beheerder van deze dienst.",
        ],
        button: "",
        after: &[],
    },
    lasting: |span| format!("De link werkt maar één keer en is {span} geldig."),
    minutes: Counted {
        one: "één minuut",
        many: "minuten",
    },
    hours: Counted {
        one: "één uur",
        many: "uur",
    },
    days: Counted {
        one: "één dag",
        many: "dagen",
    },
};
