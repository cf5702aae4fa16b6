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
    address_change: Says {
        subject: "Confirmez votre nouvelle adresse e-mail",
        before: &[
            "Quelqu’un, sans doute vous-même, a demandé à utiliser cette adresse e-mail pour son compte.",
            "Confirmez sur la page ci-dessous qu’il s’agit bien de la vôtre. Elle sera alors celle de ce compte, qui sera déconnecté partout.",
        ],
        button: "Utiliser cette adresse",
        after: &["Si ce n’était pas vous, vous n’avez rien à faire : sans vous, l’adresse ne sera pas utilisée."],
    },
    address_change_asked: Says {
        subject: "Une autre adresse e-mail a été demandée",
        before: &[
            "Quelqu’un qui connaît votre mot de passe, sans doute vous-même, a demandé une autre adresse e-mail pour votre compte.",
            "Tant que la nouvelle adresse n’est pas confirmée, votre compte garde celle-ci.",
        ],
        button: "",
        after: &[
            "Si ce n’était pas vous, définissez aussitôt un nouveau mot de passe : la demande prendra fin également.",
        ],
    },
    address_changed: Says {
        subject: "Votre adresse e-mail a été changée",
        before: &[
            "Votre compte a désormais une autre adresse e-mail. Plus aucun message ne sera envoyé à celle-ci, et vous êtes déconnecté partout.",
        ],
        button: "",
        after: &["Si ce n’était pas vous, veuillez vous adresser aussitôt à l’exploitant de ce service."],
    },
    address_in_use: Says {
        subject: "Quelqu’un a demandé votre adresse e-mail",
        before: &[
            "Quelqu’un, peut-être vous-même, a demandé à utiliser cette adresse e-mail pour un autre compte. Vous avez déjà un compte ici avec elle.",
            "Rien n’a été modifié. Connectez-vous comme d’habitude.",
        ],
        button: "",
        after: &["Si ce n’était pas vous, vous n’avez rien à faire."],
    },
    account_suspended: Says {
        subject: "Votre compte a été suspendu",
        before: &[
            "Votre compte a été suspendu et vous êtes déconnecté partout. Vous ne pouvez pas vous connecter tant qu’il n’est pas rétabli.",
            "Pour toute question, veuillez vous adresser à l’exploitant de ce service.",
        ],
        button: "",
        after: &[],
    },
    account_reinstated: Says {
        subject: "Votre compte est de nouveau ouvert",
        before: &["Votre compte n’est plus suspendu. Connectez-vous avec votre mot de passe d’avant."],
        button: "",
        after: &[],
    },
    account_closed: Says {
        subject: "Votre compte a été fermé",
        before: &[
            "Votre compte a été fermé. Votre mot de passe et votre profil sont effacés.",
            "Pendant un certain temps, personne d’autre ne peut prendre votre adresse ni votre nom d’utilisateur ; ensuite, ils seront effacés aussi.",
        ],
        button: "",
        after: &["Si vous ne vous y attendiez pas, veuillez vous adresser à l’exploitant de ce service."],
    },
    happened: |at| format!("Moment : {at}."),
    lasting: |span| format!("Le lien ne fonctionne qu’une seule fois et reste valable pendant {span}."),
    code: |span| {
        format!(
            "Ou saisissez ce code là où il vous est demandé. Il ne fonctionne qu’une seule fois et reste valable pendant {span} :"
        )
    },
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
