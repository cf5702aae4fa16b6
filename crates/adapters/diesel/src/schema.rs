//! The tables as diesel knows them, in types that both databases speak. What a column means stands in the migrations.

diesel::table! {
    tenants (id) {
        id -> Binary,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    users (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        created_at -> BigInt,
        state -> Text,
        password -> Nullable<Text>,
        since -> Nullable<BigInt>,
        profile -> Text,
    }
}

diesel::table! {
    identifiers (tenant_id, kind, key) {
        tenant_id -> Binary,
        kind -> Text,
        key -> Text,
        user_id -> Binary,
        value -> Text,
        namespace -> Text,
        proved_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    attempts (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        email -> Text,
        email_key -> Text,
        username -> Nullable<Text>,
        username_key -> Nullable<Text>,
        password -> Text,
        profile -> Text,
        callback -> Nullable<Text>,
        terms -> Nullable<Text>,
        made_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    proofs (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        purpose -> Text,
        user_id -> Nullable<Binary>,
        email -> Text,
        email_key -> Text,
        root_key -> Text,
        made_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        user_id -> Binary,
        made_at -> BigInt,
        expires_at -> BigInt,
        generation -> BigInt,
        rotated_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    grants (tenant_id, user_id, role) {
        tenant_id -> Binary,
        user_id -> Binary,
        role -> Text,
        grantor -> Text,
        grantor_id -> Nullable<Binary>,
        granted_at -> BigInt,
    }
}

diesel::table! {
    outbox (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        channel -> Text,
        intent -> Text,
        proof_id -> Nullable<Binary>,
        user_id -> Nullable<Binary>,
        budget -> Nullable<Text>,
        made_at -> BigInt,
        status -> Text,
        ready_at -> BigInt,
        fence -> BigInt,
        tries -> BigInt,
        spent_at -> Nullable<BigInt>,
        settled_at -> Nullable<BigInt>,
        why -> Nullable<Text>,
    }
}

diesel::table! {
    receipts (tenant_id, scope, mac) {
        tenant_id -> Binary,
        scope -> Text,
        mac -> Binary,
        body -> Binary,
        answer -> Binary,
        claimed_at -> BigInt,
    }
}

diesel::table! {
    audit (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        at -> BigInt,
        actor -> Text,
        actor_id -> Nullable<Binary>,
        action -> Text,
        subject_id -> Nullable<Binary>,
        request_id -> Nullable<Binary>,
        codes -> Text,
    }
}

diesel::table! {
    addresses (tenant_id, email_key) {
        tenant_id -> Binary,
        email_key -> Text,
        registrations_since -> Nullable<BigInt>,
        registrations -> BigInt,
        resets_since -> Nullable<BigInt>,
        resets -> BigInt,
    }
}

diesel::table! {
    provisioning (tenant_id, user_id) {
        tenant_id -> Binary,
        user_id -> Binary,
        target -> Text,
        wanted -> BigInt,
        settled -> BigInt,
        provider_id -> Nullable<Text>,
        state -> Text,
        why -> Nullable<Text>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Text,
        root_key -> Text,
        sealed -> Binary,
        made_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, identifiers, grants);
