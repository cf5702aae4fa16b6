"""Makes tests/imported/vectors.rs: hashes by the libraries that others have them from.

pip install django==5.2.* bcrypt==5.* passlib==1.7.* argon2-cffi==25.*
python3 vectors.py > vectors.rs && rustfmt vectors.rs
"""
import bcrypt
import django
from django.conf import settings
from passlib.hash import argon2, pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512, scrypt

settings.configure()
django.setup()
from django.contrib.auth import hashers

WORDS = "correct horse battery staple"
BEYOND_ASCII = "pässwörd ключ 鍵"
SALT = b"sixteen bytes ok"


class Scrypt(hashers.ScryptPasswordHasher):
    work_factor, parallelism = 2**10, 1


class Bcrypt(hashers.BCryptPasswordHasher):
    rounds = 4


class BcryptSha256(hashers.BCryptSHA256PasswordHasher):
    rounds = 4


def php(version, password, cost):
    """PHP says 2y and others 2a for what all of them compute alike."""
    text = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(cost, b"2a" if version == "2a" else b"2b")).decode()
    return text.replace("$2b$", f"${version}$")


rows = []
for password in (WORDS, BEYOND_ASCII):
    rows += [(password, php(version, password, 4)) for version in ("2a", "2b", "2y")]
    rows += [
        (password, pbkdf2_sha1.using(rounds=1200).hash(password)),
        (password, pbkdf2_sha256.using(rounds=1200).hash(password)),
        (password, pbkdf2_sha512.using(rounds=1200).hash(password)),
        (password, scrypt.using(rounds=10, block_size=8, parallelism=2).hash(password)),
        (password, argon2.using(type="ID", memory_cost=64, time_cost=1, parallelism=2).hash(password)),
        (password, argon2.using(type="D", memory_cost=64, time_cost=1, parallelism=1).hash(password)),
        (password, hashers.PBKDF2PasswordHasher().encode(password, "NaCl and more of it", 1200)),
        (password, hashers.PBKDF2SHA1PasswordHasher().encode(password, "NaCl and more of it", 1200)),
        (password, hashers.Argon2PasswordHasher().encode(password, "NaCl and more of it")),
        (password, Bcrypt().encode(password, Bcrypt().salt())),
        (password, BcryptSha256().encode(password, BcryptSha256().salt())),
        (password, Scrypt().encode(password, "NaCl and more of it")),
    ]
# As Django itself makes them, and of a cost that systems had for years.
rows += [
    (WORDS, hashers.make_password(WORDS, "NaCl and more of it", "pbkdf2_sha256")),
    (WORDS, hashers.make_password(WORDS, "NaCl and more of it", "scrypt")),
    (WORDS, php("2b", WORDS, 12)),
]
print("//! Passwords with hashes of them, printed by `vectors.py` beside this file. Nothing of ours made any of them.\n")
print("pub(crate) const VECTORS: &[(&str, &str)] = &[")
for password, text in rows:
    print(f'    ("{password}", "{text}"),')
print("];")
