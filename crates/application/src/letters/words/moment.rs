//! A moment as mails write it: the same in every language, so that nobody takes a day for a month.

use enroll_domain::Timestamp;

const DAY: i64 = 24 * 60 * 60;

/// The moment in the order of ISO 8601, to the minute: `2026-11-25 18:10 UTC`.
pub(super) fn written(at: Timestamp) -> String {
    let seconds = at.as_seconds();
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let minutes = seconds.rem_euclid(DAY) / 60;
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02} UTC",
        minutes / 60,
        minutes % 60
    )
}

/// The date of the Gregorian calendar that is so many days after 1970-01-01. Years are counted from March on, so that the day that
/// some of them have more is their last one, and in eras of 400 years, after which the calendar repeats itself.
const fn date(days: i64) -> (i64, i64, i64) {
    const ERA: i64 = 146_097;
    let since_march_of_year_0 = days.saturating_add(719_468);
    let (era, day_of_era) = (
        since_march_of_year_0.div_euclid(ERA),
        since_march_of_year_0.rem_euclid(ERA),
    );
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_by_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_790_000_000, "2026-09-21 14:13 UTC"),
            (4_107_542_399, "2100-02-28 23:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
        ] {
            assert_eq!(written(Timestamp::from_micros(seconds * 1_000_000)), text);
        }
    }
}
