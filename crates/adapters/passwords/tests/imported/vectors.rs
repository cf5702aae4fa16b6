//! Passwords with hashes of them, printed by `vectors.py` beside this file. Nothing of ours made any of them.

pub(crate) const VECTORS: &[(&str, &str)] = &[
    (
        "correct horse battery staple",
        "$2a$04$y5kG5L1oPnkhEibPaet7sO9.1hgf/pDVKg1qwmCwIxXhFu8l63oSa",
    ),
    (
        "correct horse battery staple",
        "$2b$04$LrdpI0t6LeQApyFYrWXuD.NKubbbvprmDu0yZvFthSVLx368PVx/q",
    ),
    (
        "correct horse battery staple",
        "$2y$04$hSmeih2/.eekb1TUc2UIFu8fUY63yIx3xHaHCpg39nc8I0On2qSx2",
    ),
    (
        "correct horse battery staple",
        "$pbkdf2$1200$eI/xfi8FYMx5DyFkLOXcew$pqSPWZ8rX0KJTx.9fVGEguYrCmQ",
    ),
    (
        "correct horse battery staple",
        "$pbkdf2-sha256$1200$29ubs3bOuReCkBKitFbKeQ$m/FSk6YjUwaLn7DN9bATINO.C0UaGEb3AdoTEA2ysK8",
    ),
    (
        "correct horse battery staple",
        "$pbkdf2-sha512$1200$jZGy9j7n/H.PsRZCaG1tDQ$FqxcnS.IGY7lhPCegI/zgWLmaPY/rq/7uw9EN70/q8f4DkG5/WlBFFqYSe0F4n.pWH3dzTmTlewMvoj3F897Xg",
    ),
    (
        "correct horse battery staple",
        "$scrypt$ln=10,r=8,p=2$rBVCqBVibI1xbu19DwGAEA$PHbpnPVBQ9PW9tdQm5Ax8YVAwGEHGwNmyaTlSF/cYKc",
    ),
    (
        "correct horse battery staple",
        "$argon2id$v=19$m=64,t=1,p=2$TQkBwDinNCakNGZsjREiRA$QTfWiDkCg9I9xEIrdu8CDCJjjJlo7GuYHE8X+nxRwjQ",
    ),
    (
        "correct horse battery staple",
        "$argon2d$v=19$m=64,t=1,p=1$UYoxZkxp7f3fu1eKEQLgnA$uoBjAj6FSpgThhEOiNmuejdlhpVLi9KiCwi648TnR1w",
    ),
    (
        "correct horse battery staple",
        "pbkdf2_sha256$1200$NaCl and more of it$XurVrWSXX6v73qOWRJJKSJf8hCsFaFmynJxRGN8aM3I=",
    ),
    (
        "correct horse battery staple",
        "pbkdf2_sha1$1200$NaCl and more of it$CXsXiR1hruJSoHHYf8YQ5npwJs8=",
    ),
    (
        "correct horse battery staple",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$TmFDbCBhbmQgbW9yZSBvZiBpdA$40jLaf0sR0OPRr6JRxx/6fZqh8bOUYn6quHzBrMAYyI",
    ),
    (
        "correct horse battery staple",
        "bcrypt$$2b$04$QT7g9rHTSJ/d7qCd6V/lJ.S/P1D2wLw5TwK.6utxWk70wcNCG/LMW",
    ),
    (
        "correct horse battery staple",
        "bcrypt_sha256$$2b$04$U1RDDjgEhm7XOkHK6wGyeOn8mY4spkxZ5BcXog4ZlGGBgmmqa.paO",
    ),
    (
        "correct horse battery staple",
        "scrypt$1024$NaCl and more of it$8$1$+x/F+CuoTr0R34UDbV2I1DpruwhBPpIz3GBTbc6qpuVH6LPLPdWbb7llqY6nhr8rurL9s63IhHAvtw1Ug4DmKA==",
    ),
    (
        "pässwörd ключ 鍵",
        "$2a$04$NNUHpvqgxYxzibrm8c0jOuteO7SY8pSSlIu83XSHl7TWfUksrWFMe",
    ),
    (
        "pässwörd ключ 鍵",
        "$2b$04$9tAkfOFYx45uZi4sxggZxe/rOPyi/.YnueTYWQj5y.2A/fgVX2GbG",
    ),
    (
        "pässwörd ключ 鍵",
        "$2y$04$J0vDQQ/PHbexMz/QDMxVdOjoVMJV7RK8Tvy9cccTRu3MUQ4LhIf3W",
    ),
    (
        "pässwörd ключ 鍵",
        "$pbkdf2$1200$K2WstdZ6b631vre2VkrpXQ$Vf/r/7FUTdbvDrd5dV.UH7ztSK8",
    ),
    (
        "pässwörd ключ 鍵",
        "$pbkdf2-sha256$1200$GAPAmDNmLCUkBKB0rrU2Jg$JVFKkwKvQEDUIdjHMyfKLsHSaOgmgvUfL4L6z119S5Q",
    ),
    (
        "pässwörd ключ 鍵",
        "$pbkdf2-sha512$1200$eY.R8j7n/J/znnMuJcQ4xw$.dvGuCjvF08TCOZeemdq9LfzgPPoSFDTY3zfgtVdxuW1nnxIpacd6Vmt53pxzywpevBfJ40Je9QZHcbLNL6gfQ",
    ),
    (
        "pässwörd ключ 鍵",
        "$scrypt$ln=10,r=8,p=2$TanV+h+DsFYKYSzF+N977w$xUbDgOx4ENVnLMH8wSoYs13tP3nM5Qae3D0HkHtIfDo",
    ),
    (
        "pässwörd ключ 鍵",
        "$argon2id$v=19$m=64,t=1,p=2$cC5F6J3z3rtXSglhjHGOsQ$2P4ZjL9M9UWLdiOBED+2iakDeG2rux9k97La0I4vXfI",
    ),
    (
        "pässwörd ключ 鍵",
        "$argon2d$v=19$m=64,t=1,p=1$X+s953yvNYYwxnhvbU3pXQ$dlfUYSdFhuedZAuSPfg3GJJi/yhT4Ps72oyzpiF24K0",
    ),
    (
        "pässwörd ключ 鍵",
        "pbkdf2_sha256$1200$NaCl and more of it$QuIS/QH6Ounw7Idxa0Uze1AhCG3H4K31oWq60O/3Elw=",
    ),
    (
        "pässwörd ключ 鍵",
        "pbkdf2_sha1$1200$NaCl and more of it$ZHrLSONyP/tN8emSnE5x+744d4M=",
    ),
    (
        "pässwörd ключ 鍵",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$TmFDbCBhbmQgbW9yZSBvZiBpdA$YEOnCQnnTv4ZnYH9bYNFNHSWriZRy9SPOCWCFGZ8Tvs",
    ),
    (
        "pässwörd ключ 鍵",
        "bcrypt$$2b$04$/KuHgT6bfua2NXZoPcNmpO3J0Zgz7bVtgBdNr2GXXPC/BV2d9VSr6",
    ),
    (
        "pässwörd ключ 鍵",
        "bcrypt_sha256$$2b$04$x8U122fS3LLuo5mEBS4BA.rB4xOu4BuruzCWRCzQ2Cym9A/6lzKRy",
    ),
    (
        "pässwörd ключ 鍵",
        "scrypt$1024$NaCl and more of it$8$1$mjVwU3rER3e+yKc4zxSK+bTVZ/Y+2VfOlV9+PEsSALauVMYqAG0hed2ChRIrsJTt3rhsE1+cEFPxnEOkoBXcyA==",
    ),
    (
        "correct horse battery staple",
        "pbkdf2_sha256$1000000$NaCl and more of it$pYjtjM22yVGX6WCzlliNThfQLa9orqDt8PbIihWzK0k=",
    ),
    (
        "correct horse battery staple",
        "scrypt$16384$NaCl and more of it$8$5$ule5QqL/6bkl4E6AYp//Si/ozKTHhg7Merz0fbLUTbRQiawhjHm12X27IpyoXpSBmRrBd6z6bY9edmrn30N2Ng==",
    ),
    (
        "correct horse battery staple",
        "$2b$12$U7jU4B.m2pT.b5VEJGk2C.Ymjhc.apNRJPfye.MVfec0C6rW8AQPW",
    ),
];
