//! What mails say in Italian, which addresses people in the third person.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "it",
    activation: Says {
        subject: "Attivi il suo account",
        before: &[
            "Qualcuno, probabilmente lei, si è registrato con questo indirizzo e-mail.",
            "Apra la pagina qui sotto e inserisca la password che ha scelto. Il suo account sarà subito pronto.",
        ],
        button: "Attiva il mio account",
        after: &[
            "Se non è stato lei, non deve fare nulla: senza la password non succede niente. Può anche segnalarcelo sulla pagina.",
        ],
    },
    first_password: Says {
        subject: "Benvenuto: scelga la sua password",
        before: &[
            "È stato creato un account per lei.",
            "Per iniziare a usarlo, scelga una password sulla pagina qui sotto.",
        ],
        button: "Scegli la mia password",
        after: &["Se non si aspettava questo messaggio, non deve fare nulla."],
    },
    confirmation: Says {
        subject: "Confermi il suo indirizzo e-mail",
        before: &[
            "Qualcuno, probabilmente lei, si è registrato con questo indirizzo e-mail.",
            "Confermi sulla pagina qui sotto che è il suo. Il suo account sarà subito pronto.",
        ],
        button: "Conferma il mio indirizzo",
        after: &[
            "Se non è stato lei, non deve fare nulla: finché non conferma l’indirizzo, questo non risulta di nessuno.",
        ],
    },
    account_exists: Says {
        subject: "Ha già un account",
        before: &[
            "Qualcuno, probabilmente lei, ha tentato di registrarsi con questo indirizzo e-mail. Lei ha già un account qui.",
            "Acceda come di consueto. Se non ricorda la password, ne imposti una nuova sulla pagina qui sotto.",
        ],
        button: "Imposta una nuova password",
        after: &["Se non è stato lei, non deve fare nulla."],
    },
    password_reset: Says {
        subject: "Imposti una nuova password",
        before: &["Qualcuno, probabilmente lei, ha chiesto di impostare una nuova password per il suo account."],
        button: "Imposta una nuova password",
        after: &["Se non è stato lei, non deve fare nulla: la sua password resta invariata."],
    },
    suspended: Says {
        subject: "Il suo account è sospeso",
        before: &[
            "Qualcuno, probabilmente lei, ha tentato di registrarsi o di impostare una nuova password con questo indirizzo e-mail.",
            "Il suo account è al momento sospeso. Si rivolga a chi gestisce questo servizio.",
        ],
        button: "",
        after: &[],
    },
    lasting: |span| format!("Il link funziona una sola volta ed è valido per {span}."),
    minutes: Counted {
        one: "un minuto",
        many: "minuti",
    },
    hours: Counted {
        one: "un’ora",
        many: "ore",
    },
    days: Counted {
        one: "un giorno",
        many: "giorni",
    },
};
