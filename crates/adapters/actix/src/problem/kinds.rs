//! The one table of problems: each with its status, its stable code and its title. Codes are part of the API: they are added,
//! never changed.

use actix_web::http::StatusCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $status:ident, $code:literal, $title:literal;)*) => {
        /// What went wrong, as our own API names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            /// The status of the answer.
            pub(crate) const fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)*
                }
            }

            /// The stable code.
            pub(crate) const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What it is, in a few words.
            pub(crate) const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                }
            }
        }
    };
}

kinds! {
    /// The body is not JSON, or not UTF-8.
    MalformedJson: BAD_REQUEST, "malformed_json", "The body is not JSON";
    /// The body could not be read to its end.
    BodyUnreadable: BAD_REQUEST, "body_unreadable", "The body could not be read";
    /// The `Idempotency-Key` is not one.
    IdempotencyKeyMalformed: BAD_REQUEST, "idempotency_key_malformed", "The idempotency key is malformed";
    /// The link is not one of ours, or not for this purpose.
    InvalidToken: BAD_REQUEST, "invalid_token", "The link is not valid";
    /// The code is not one of that address, was used, is too old, or codes were tried too often: nobody is told which.
    InvalidCode: BAD_REQUEST, "invalid_code", "The code is not good";
    /// The tenant that is named is not the one that the token is of.
    TenantMismatch: BAD_REQUEST, "tenant_mismatch", "The token belongs to another tenant";
    /// Name or password is wrong.
    InvalidCredentials: UNAUTHORIZED, "invalid_credentials", "Name or password is wrong";
    /// The refresh token is not good.
    InvalidRefreshToken: UNAUTHORIZED, "invalid_refresh_token", "The refresh token is not good";
    /// There is no bearer token, or it is not good.
    Unauthenticated: UNAUTHORIZED, "unauthenticated", "A good access token is needed";
    /// The caller lacks a permission.
    Forbidden: FORBIDDEN, "forbidden", "This is not yours to do";
    /// Nobody registers by themselves here.
    RegistrationClosed: FORBIDDEN, "registration_closed", "Registration is closed";
    /// Only invited people register here, and no invitation is good for this person.
    NotInvited: FORBIDDEN, "not_invited", "An invitation is needed";
    /// The password is right, and the link in the mail was not used yet.
    AddressUnconfirmed: FORBIDDEN, "address_unconfirmed", "The address is to be confirmed first";
    /// The password is right, and somebody else chose it.
    PasswordChangeRequired: FORBIDDEN, "password_change_required", "The password is to be changed first";
    /// A form was sent by a page of another site.
    CrossSite: FORBIDDEN, "cross_site", "The form was sent from another site";
    /// There is nothing here, or no such user or role.
    NotFound: NOT_FOUND, "not_found", "There is no such thing";
    /// There is no tenant of that name.
    UnknownTenant: NOT_FOUND, "unknown_tenant", "There is no such tenant";
    /// The resource has other methods.
    MethodNotAllowed: METHOD_NOT_ALLOWED, "method_not_allowed", "The method is not allowed here";
    /// The body did not arrive in time.
    BodyTooSlow: REQUEST_TIMEOUT, "body_too_slow", "The body did not arrive in time";
    /// Somebody has the user name.
    UsernameTaken: CONFLICT, "username_taken", "The user name is taken";
    /// Somebody has the address; said to administrators, to whoever holds a link that was mailed to it, and where the tenant says who is known.
    EmailTaken: CONFLICT, "email_taken", "The address is taken";
    /// Somebody has the id of another system.
    ExternalIdTaken: CONFLICT, "external_id_taken", "The external id is taken";
    /// The address of the link was proved before.
    AddressConfirmed: CONFLICT, "address_confirmed", "The address is confirmed already";
    /// A tenant keeps one administrator.
    LastAdministrator: CONFLICT, "last_administrator", "The last administrator stays one";
    /// Nobody suspends, reinstates or closes their own account as an administrator.
    OwnAccount: CONFLICT, "own_account", "This is your own account";
    /// The account is pending or closed, and this cannot be done to it then.
    AccountState: CONFLICT, "account_state", "The account is in another state";
    /// A role of this name is there, built in, the policy's or made.
    RoleTaken: CONFLICT, "role_taken", "There is a role of this name";
    /// The role is built in, or the policy's.
    RoleFixed: CONFLICT, "role_fixed", "Only roles that were made can be changed";
    /// Another department, section or tag has the title.
    TitleTaken: CONFLICT, "title_taken", "The title is taken";
    /// Another package has the code.
    CodeTaken: CONFLICT, "code_taken", "The code is taken";
    /// There is a tenant of this name.
    TenantTaken: CONFLICT, "tenant_taken", "There is a tenant of this name";
    /// Another tenant has one of the policy's hosts.
    HostTaken: CONFLICT, "host_taken", "Another tenant has one of the hosts";
    /// The link was used, something newer ended it, or its time is over.
    ExpiredToken: GONE, "expired_token", "The link is no longer good";
    /// The body is too large.
    BodyTooLarge: PAYLOAD_TOO_LARGE, "body_too_large", "The body is too large";
    /// The body is of another type than is read here.
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body is of a type that is not read here";
    /// The input breaks rules; `errors` names each of them.
    InvalidInput: UNPROCESSABLE_ENTITY, "invalid_input", "The input breaks rules";
    /// No open registration has the password.
    PasswordMismatch: UNPROCESSABLE_ENTITY, "password_mismatch", "No open registration has this password";
    /// The key was used with another body.
    IdempotencyKeyReused: UNPROCESSABLE_ENTITY, "idempotency_key_reused", "The idempotency key was used with another body";
    /// Too many calls came from one client, for one account or in one tenant.
    RateLimited: TOO_MANY_REQUESTS, "rate_limited", "Too many calls came in a short time";
    /// Something is out of order.
    Internal: INTERNAL_SERVER_ERROR, "internal", "Something is out of order";
    /// There is too much to do.
    Busy: SERVICE_UNAVAILABLE, "busy", "There is too much to do";
    /// The server is not ready to serve.
    NotReady: SERVICE_UNAVAILABLE, "not_ready", "The server is not ready";
}
