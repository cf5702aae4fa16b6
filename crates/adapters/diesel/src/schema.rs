//! The tables as diesel knows them, in types that both databases speak. What a column means stands in the migrations.

diesel::table! {
    tenants (id) {
        id -> Binary,
        name -> Text,
        created_at -> BigInt,
        policy -> Nullable<Text>,
        changed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    tenant_hosts (host) {
        host -> Text,
        tenant_id -> Binary,
    }
}

diesel::table! {
    counters (tenant_id, name) {
        tenant_id -> Binary,
        name -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    /// The table is named by a word that code has for something else: migrations rename nothing (decision 0020).
    #[sql_name = "units"]
    departments (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        within_id -> Nullable<Binary>,
        title -> Text,
    }
}

diesel::table! {
    tags (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        number -> BigInt,
        title -> Text,
        description -> Nullable<Text>,
        standing -> Text,
    }
}

diesel::table! {
    packages (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        code -> Text,
        title -> Text,
        usual -> Text,
        details -> Text,
    }
}

diesel::table! {
    roles (tenant_id, name) {
        tenant_id -> Binary,
        name -> Text,
        permissions -> Text,
        title -> Nullable<Text>,
        description -> Nullable<Text>,
    }
}

diesel::table! {
    invitations (tenant_id, id) {
        tenant_id -> Binary,
        id -> Binary,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        roles -> Text,
        uses -> BigInt,
        used -> BigInt,
        grantor -> Text,
        grantor_id -> Nullable<Binary>,
        root_key -> Text,
        made_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
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
        chosen_by -> Text,
        number -> Nullable<BigInt>,
        department_id -> Nullable<Binary>,
        section_id -> Nullable<Binary>,
        package_id -> Nullable<Binary>,
        referral_code -> Nullable<Text>,
        inviter_id -> Nullable<Binary>,
    }
}

diesel::table! {
    user_tags (tenant_id, user_id, tag_id) {
        tenant_id -> Binary,
        user_id -> Binary,
        tag_id -> Binary,
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
        released_at -> Nullable<BigInt>,
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
        terms -> Nullable<Text>,
        made_at -> BigInt,
        expires_at -> BigInt,
        landing -> Nullable<Text>,
        landing_when -> Nullable<Text>,
        external -> Text,
        wishes -> Text,
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
        landing -> Nullable<Text>,
        landing_when -> Nullable<Text>,
    }
}

diesel::table! {
    code_tries (tenant_id, email_key, purpose, number) {
        tenant_id -> Binary,
        email_key -> Text,
        purpose -> Text,
        number -> BigInt,
        tried_at -> BigInt,
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
    addressees (tenant_id, message_id) {
        tenant_id -> Binary,
        message_id -> Binary,
        email -> Text,
        email_key -> Text,
        language -> Nullable<Text>,
        noted_at -> BigInt,
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
        sessions_end_with -> BigInt,
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
