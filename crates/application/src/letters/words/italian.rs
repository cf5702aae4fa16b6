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
    address_change: Says {
        subject: "Confermi il suo nuovo indirizzo e-mail",
        before: &[
            "Qualcuno, probabilmente lei, ha chiesto di usare questo indirizzo e-mail per il proprio account.",
            "Confermi nella pagina qui sotto che è il suo. Da allora sarà l’indirizzo di quell’account, che verrà disconnesso ovunque.",
        ],
        button: "Usare questo indirizzo",
        after: &["Se non è stato lei, non deve fare nulla: senza di lei l’indirizzo non viene usato."],
    },
    address_change_asked: Says {
        subject: "È stato chiesto un altro indirizzo e-mail",
        before: &[
            "Qualcuno che conosce la sua password, probabilmente lei, ha chiesto un altro indirizzo e-mail per il suo account.",
            "Finché il nuovo indirizzo non è confermato, il suo account mantiene questo.",
        ],
        button: "",
        after: &["Se non è stato lei, imposti subito una nuova password: così termina anche la richiesta."],
    },
    address_changed: Says {
        subject: "Il suo indirizzo e-mail è stato cambiato",
        before: &[
            "Da ora il suo account ha un altro indirizzo e-mail. A questo non arrivano più messaggi e la sua sessione è stata chiusa ovunque.",
        ],
        button: "",
        after: &["Se non è stato lei, si rivolga subito a chi gestisce questo servizio."],
    },
    address_in_use: Says {
        subject: "Qualcuno ha chiesto il suo indirizzo e-mail",
        before: &[
            "Qualcuno, forse lei, ha chiesto di usare questo indirizzo e-mail per un altro account. Qui ha già un account con questo indirizzo.",
            "Non è cambiato nulla. Acceda come al solito.",
        ],
        button: "",
        after: &["Se non è stato lei, non deve fare nulla."],
    },
    account_suspended: Says {
        subject: "Il suo account è stato sospeso",
        before: &[
            "Il suo account è stato sospeso e la sua sessione è stata chiusa ovunque. Non può accedere finché non viene riattivato.",
            "Per domande si rivolga a chi gestisce questo servizio.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "Il suo account è di nuovo aperto",
        before: &["Il suo account non è più sospeso. Acceda con la password che aveva prima."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "Il suo account è stato chiuso",
        before: &[
            "Il suo account è stato chiuso. La sua password e il suo profilo sono stati cancellati.",
            "Per un certo tempo nessun altro può prendere l’indirizzo o il nome utente che aveva; poi saranno cancellati anch’essi.",
        ],
        button: "",
        after: &["Se non se lo aspettava, si rivolga a chi gestisce questo servizio."],
    },
    happened: |at| format!("Ora: {at}."),
    lasting: |span| format!("Il link funziona una sola volta ed è valido per {span}."),
    code: |span| {
        format!(
            "Oppure inserisca questo codice dove le viene richiesto. Funziona una sola volta ed è valido per {span}:"
        )
    },
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
