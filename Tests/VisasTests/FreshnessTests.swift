import Core
import Testing

@testable import Visas

@Suite("How long facts stay fresh")
struct FreshnessTests {
    private static func day(_ text: String) throws -> CivilDay { try #require(CivilDay(text)) }

    /// Sort, country, the day of the source, the day from which it needs a re-check.
    @Test(arguments: [
        (Freshness.salary, "FR", "2026-01-01", "2026-07-01"), (.fee, "US", "2026-03-09", "2026-09-06"),
        (.processing, "AU", "2026-08-17", "2026-09-17"), (.rule, "JP", "2025-01-01", "2026-01-02"),
        (.salary, "DE", "2025-12-30", "2026-01-01"), (.salary, "DE", "2026-10-01", "2027-01-01"),
        (.salary, "DE", "2026-01-01", "2026-07-01"), (.fee, "NL", "2026-12-31", "2027-01-01"),
        (.salary, "IE", "2026-02-28", "2026-03-01"), (.salary, "IE", "2026-03-01", "2026-08-29"),
        (.fee, "GB", "2026-03-31", "2026-04-01"), (.salary, "GB", "2026-03-31", "2026-09-28"),
        (.fee, "CA", "2026-04-29", "2026-04-30"), (.salary, "SE", "2026-05-31", "2026-06-01"),
        (.salary, "AU", "2026-06-30", "2026-07-01"), (.rule, "DE", "2025-12-30", "2026-12-31"),
    ])
    func aFactNeedsALookFromThisDayOn(sort: Freshness, country: String, asOf: String, recheck: String) throws {
        let (source, expected) = (try Self.day(asOf), try Self.day(recheck))
        #expect(sort.recheckDay(in: country, asOf: source) == expected)
    }
}
