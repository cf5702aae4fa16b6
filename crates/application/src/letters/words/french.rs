//! What mails say in French, which addresses people as `vous`.

use super::{Counted, Says, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "fr",
    activation: Says {
        subject: "Activez votre compte",
        before: &[
            "Quelqu’un, sans doute vous-même, s’est inscrit avec cette adresse e-mail.",
            "Ouvrez la page ci-dessous et saisissez le mot de passe que vous avez choisi. Votre compte sera aussitôt prêt.",
        ],
        button: "Activer mon compte",
        after: &[
            "Si ce n’était pas vous, vous n’avez rien à faire : sans le mot de passe, rien ne se passe. Vous pouvez aussi nous le signaler sur la page.",
        ],
    },
    first_password: Says {
        subject: "Bienvenue : choisissez votre mot de passe",
        before: &[
            "Un compte a été créé pour vous.",
            "Pour l’utiliser, choisissez un mot de passe sur la page ci-dessous.",
        ],
        button: "Choisir mon mot de passe",
        after: &["Si vous n’attendiez pas ce message, vous n’avez rien à faire."],
    },
    confirmation: Says {
        subject: "Confirmez votre adresse e-mail",
        before: &[
            "Quelqu’un, sans doute vous-même, s’est inscrit avec cette adresse e-mail.",
            "Confirmez sur la page ci-dessous qu’il s’agit bien de la vôtre. Votre compte sera aussitôt prêt.",
        ],
        button: "Confirmer mon adresse",
        after: &[
            "Si ce n’était pas vous, vous n’avez rien à faire : tant que vous ne confirmez pas l’adresse, elle n’est attribuée à personne.",
        ],
    },
    account_exists: Says {
        subject: "Vous avez déjà un compte",
        before: &[
            "Quelqu’un, sans doute vous-même, a tenté de s’inscrire avec cette adresse e-mail. Vous avez déjà un compte ici.",
            "Connectez-vous comme d’habitude. Si vous avez oublié votre mot de passe, définissez-en un nouveau sur la page ci-dessous.",
        ],
        button: "Définir un nouveau mot de passe",
        after: &["Si ce n’était pas vous, vous n’avez rien à faire."],
    },
    password_reset: Says {
        subject: "Définissez un nouveau mot de passe",
        before: &["Quelqu’un, sans doute vous-même, a demandé à définir un nouveau mot de passe pour votre compte."],
        button: "Définir un nouveau mot de passe",
        after: &["Si ce n’était pas vous, vous n’avez rien à faire : votre mot de passe reste inchangé."],
    },
    suspended: Says {
        subject: "Votre compte est suspendu",
        before: &[
            "Quelqu’un, sans doute vous-même, a tenté de s’inscrire ou de définir un nouveau mot de passe avec cette adresse e-mail.",
            "Votre compte est actuellement suspendu. Veuillez vous adresser à l’exploitant de ce service.",
        ],
        button: "",
        after: &[],
    },
    lasting: |span| format!("Le lien ne fonctionne qu’une seule fois et reste valable pendant {span}."),
    minutes: Counted {
        one: "une minute",
        many: "minutes",
    },
    hours: Counted {
        one: "une heure",
        many: "heures",
    },
    days: Counted {
        one: "un jour",
        many: "jours",
    },
};
