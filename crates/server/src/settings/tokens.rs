//! `[tokens]`: how access tokens are signed.

use enroll::adapters::tokens::SigningAlgorithm;

use super::reader::Reader;

/// Reads the algorithm of keys that are made from now on.
pub(super) fn algorithm(reader: &mut Reader<'_>) -> SigningAlgorithm {
    let read = reader.text("tokens.algorithm").map(SigningAlgorithm::from_name);
    match read {
        Some(Some(algorithm)) => algorithm,
        Some(None) => {
            reader.reject("tokens.algorithm", "it is EdDSA or ES256");
            SigningAlgorithm::EdDsa
        }
        None => SigningAlgorithm::EdDsa,
    }
}
