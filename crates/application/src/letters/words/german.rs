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
    address_change: Says {
        subject: "Bestätigen Sie Ihre neue E-Mail-Adresse",
        before: &[
            "Jemand, vermutlich Sie selbst, möchte diese E-Mail-Adresse für sein Konto verwenden.",
            "Bestätigen Sie auf der folgenden Seite, dass es Ihre Adresse ist. Danach gehört sie zu diesem Konto, das überall abgemeldet wird.",
        ],
        button: "Diese Adresse verwenden",
        after: &["Falls Sie das nicht waren, brauchen Sie nichts zu tun: Ohne Sie wird die Adresse nicht verwendet."],
    },
    address_change_asked: Says {
        subject: "Eine andere E-Mail-Adresse wurde angefordert",
        before: &[
            "Jemand, der Ihr Passwort kennt, vermutlich Sie selbst, möchte Ihrem Konto eine andere E-Mail-Adresse geben.",
            "Solange die neue Adresse nicht bestätigt ist, behält Ihr Konto diese.",
        ],
        button: "",
        after: &[
            "Falls Sie das nicht waren, legen Sie sofort ein neues Passwort fest: Damit endet auch die Anforderung.",
        ],
    },
    address_changed: Says {
        subject: "Ihre E-Mail-Adresse wurde geändert",
        before: &[
            "Ihr Konto hat ab jetzt eine andere E-Mail-Adresse. An diese gehen keine E-Mails mehr, und Sie sind überall abgemeldet.",
        ],
        button: "",
        after: &["Falls Sie das nicht waren, wenden Sie sich bitte sofort an den Betreiber dieses Dienstes."],
    },
    address_in_use: Says {
        subject: "Jemand wollte Ihre E-Mail-Adresse verwenden",
        before: &[
            "Jemand, vielleicht Sie selbst, wollte diese E-Mail-Adresse für ein anderes Konto verwenden. Sie haben hier bereits ein Konto mit ihr.",
            "Es wurde nichts geändert. Melden Sie sich wie gewohnt an.",
        ],
        button: "",
        after: &["Falls Sie das nicht waren, brauchen Sie nichts zu tun."],
    },
    account_suspended: Says {
        subject: "Ihr Konto wurde gesperrt",
        before: &[
            "Ihr Konto wurde gesperrt, und Sie sind überall abgemeldet. Solange es gesperrt ist, können Sie sich nicht anmelden.",
            "Bei Fragen wenden Sie sich bitte an den Betreiber dieses Dienstes.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "Ihr Konto ist wieder offen",
        before: &["Ihr Konto ist nicht mehr gesperrt. Melden Sie sich mit Ihrem bisherigen Passwort an."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "Ihr Konto wurde geschlossen",
        before: &[
            "Ihr Konto wurde geschlossen. Ihr Passwort und Ihr Profil sind gelöscht.",
            "Eine Zeit lang kann niemand sonst Ihre Adresse oder Ihren Benutzernamen übernehmen; danach werden auch sie gelöscht.",
        ],
        button: "",
        after: &["Falls Sie das nicht erwartet haben, wenden Sie sich bitte an den Betreiber dieses Dienstes."],
    },
    happened: |at| format!("Zeitpunkt: {at}."),
    lasting: |span| format!("Der Link funktioniert nur einmal und ist {span} lang gültig."),
    code: |span| {
        format!(
            "Oder geben Sie diesen Code ein, wo Sie danach gefragt werden. Er funktioniert nur einmal und ist {span} lang gültig:"
        )
    },
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
