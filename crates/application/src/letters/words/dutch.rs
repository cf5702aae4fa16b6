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
    address_change: Says {
        subject: "Bevestig uw nieuwe e-mailadres",
        before: &[
            "Iemand, waarschijnlijk uzelf, heeft gevraagd dit e-mailadres voor zijn account te gebruiken.",
            "Bevestig op de pagina hieronder dat het uw adres is. Vanaf dan is het het adres van dat account, dat overal wordt afgemeld.",
        ],
        button: "Dit adres gebruiken",
        after: &["Als u dit niet was, hoeft u niets te doen: zonder u wordt het adres niet gebruikt."],
    },
    address_change_asked: Says {
        subject: "Er is een ander e-mailadres aangevraagd",
        before: &[
            "Iemand die uw wachtwoord kent, waarschijnlijk uzelf, heeft een ander e-mailadres voor uw account aangevraagd.",
            "Zolang het nieuwe adres niet is bevestigd, houdt uw account dit adres.",
        ],
        button: "",
        after: &["Als u dit niet was, stel dan meteen een nieuw wachtwoord in: daarmee eindigt ook de aanvraag."],
    },
    address_changed: Says {
        subject: "Uw e-mailadres is gewijzigd",
        before: &[
            "Uw account heeft vanaf nu een ander e-mailadres. Naar dit adres gaan geen berichten meer, en u bent overal afgemeld.",
        ],
        button: "",
        after: &["Als u dit niet was, neem dan meteen contact op met de beheerder van deze dienst."],
    },
    address_in_use: Says {
        subject: "Iemand heeft uw e-mailadres aangevraagd",
        before: &[
            "Iemand, misschien uzelf, heeft gevraagd dit e-mailadres voor een ander account te gebruiken. U hebt hier al een account met dit adres.",
            "Er is niets gewijzigd. Meld u aan zoals gewoonlijk.",
        ],
        button: "",
        after: &["Als u dit niet was, hoeft u niets te doen."],
    },
    account_suspended: Says {
        subject: "Uw account is geblokkeerd",
        before: &[
            "Uw account is geblokkeerd en u bent overal afgemeld. U kunt zich niet aanmelden totdat het weer wordt vrijgegeven.",
            "Neem bij vragen contact op met de beheerder van deze dienst.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "Uw account is weer open",
        before: &["Uw account is niet meer geblokkeerd. Meld u aan met het wachtwoord dat u eerder had."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "Uw account is gesloten",
        before: &[
            "Uw account is gesloten. Uw wachtwoord en uw profiel zijn gewist.",
            "Een tijd lang kan niemand anders het adres of de gebruikersnaam overnemen die u had; daarna worden ook die gewist.",
        ],
        button: "",
        after: &["Als u dit niet had verwacht, neem dan contact op met de beheerder van deze dienst."],
    },
    happened: |at| format!("Tijdstip: {at}."),
    lasting: |span| format!("De link werkt maar één keer en is {span} geldig."),
    code: |span| format!("Of typ deze code waar erom wordt gevraagd. De code werkt maar één keer en is {span} geldig:"),
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
