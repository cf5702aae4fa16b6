//! What a route costs: a class for each kind of call that makes something, sends a mail, or tries a secret.

/// The class of a route. Each has budgets of its own, so that nobody who mistyped a password is kept from asking for a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cost {
    /// Nothing: it reads, or only somebody who is signed in can do it.
    Free,
    /// A stranger makes an account, which hashes a password and mails.
    Registration,
    /// A password is tried.
    SignIn,
    /// Somebody who is signed in proves with their password that it is still them. They pay, once it is known who they are, and
    /// nobody else: neither a stranger nor a neighbour behind the same address can spend this.
    Caller,
    /// A mail is asked for.
    Mail,
    /// A link, a code or a refresh token is tried.
    Proof,
    /// Somebody who may makes accounts for others, or suspends, reinstates and closes them, which mails.
    Delegated,
}

/// When a route's cost is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Before its handler runs.
    Ahead,
    /// By its handler, and only from whoever is refused: to find that out costs next to nothing, and cannot be guessed at.
    IfRefused,
}

impl Cost {
    /// Its name in metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Registration => "registration",
            Self::SignIn => "sign_in",
            Self::Caller => "caller",
            Self::Mail => "mail",
            Self::Proof => "proof",
            Self::Delegated => "delegated",
        }
    }
}
