//! What mails say in German, which addresses people as `Sie`.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "de",
    activation: Says {
        subject: "Aktivieren Sie Ihr Konto",
        before: &[
            "Jemand, vermutlich Sie selbst, hat sich mit dieser E-Mail-Adresse registriert.",
            "Öffnen Sie die folgende Seite und geben Sie das Passwort ein, das Sie gewählt haben. Danach ist Ihr Konto sofort bereit.",
        ],
        button: "Mein Konto aktivieren",
        after: &[
            "Falls Sie das nicht waren, brauchen Sie nichts zu tun: Ohne das Passwort geschieht nichts. Sie können es uns auch auf der Seite mitteilen.",
        ],
    },
    first_password: Says {
        subject: "Willkommen: Wählen Sie Ihr Passwort",
        before: &[
            "Für Sie wurde ein Konto angelegt.",
            "Wählen Sie auf der folgenden Seite ein Passwort, um es zu nutzen.",
        ],
        button: "Mein Passwort wählen",
        after: &["Falls Sie das nicht erwartet haben, brauchen Sie nichts zu tun."],
    },
    confirmation: Says {
        subject: "Bestätigen Sie Ihre E-Mail-Adresse",
        before: &[
            "Jemand, vermutlich Sie selbst, hat sich mit dieser E-Mail-Adresse registriert.",
            "Bestätigen Sie auf der folgenden Seite, dass es Ihre Adresse ist. Danach ist Ihr Konto sofort bereit.",
        ],
        button: "Meine Adresse bestätigen",
        after: &[
            "Falls Sie das nicht waren, brauchen Sie nichts zu tun: Solange Sie die Adresse nicht bestätigen, gilt sie als niemandes Adresse.",
        ],
    },
    account_exists: Says {
        subject: "Sie haben bereits ein Konto",
        before: &[
            "Jemand, vermutlich Sie selbst, wollte sich mit dieser E-Mail-Adresse registrieren. Sie haben hier bereits ein Konto.",
            "Melden Sie sich wie gewohnt an. Falls Sie Ihr Passwort vergessen haben, legen Sie auf der folgenden Seite ein neues fest.",
        ],
        button: "Neues Passwort festlegen",
        after: &["Falls Sie das nicht waren, brauchen Sie nichts zu tun."],
    },
    password_reset: Says {
        subject: "Legen Sie ein neues Passwort fest",
        before: &["Jemand, vermutlich Sie selbst, möchte für Ihr Konto ein neues Passwort festlegen."],
        button: "Neues Passwort festlegen",
        after: &["Falls Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt unverändert."],
    },
    suspended: Says {
        subject: "Ihr Konto ist gesperrt",
        before: &[
            "Jemand, vermutlich Sie selbst, wollte sich mit dieser E-Mail-Adresse registrieren oder ein neues Passwort festlegen.",
            "Ihr Konto ist zurzeit gesperrt. Bitte wenden Sie sich an den Betreiber dieses Dienstes.",
        ],
        button: "",
        after: &[],
    },
    lasting: |span| format!("Der Link funktioniert nur einmal und ist {span} lang gültig."),
    minutes: Counted {
        one: "eine Minute",
        many: "Minuten",
    },
    hours: Counted {
        one: "eine Stunde",
        many: "Stunden",
    },
    days: Counted {
        one: "einen Tag",
        many: "Tage",
    },
};
