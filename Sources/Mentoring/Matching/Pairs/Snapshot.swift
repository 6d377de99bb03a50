import Core

/// What holds for all pairs of one moment: days, weeks, weights, countries. Nothing here reads a clock.
package struct MatchSettings: Sendable {
    /// Days since 1970.
    package let day: Int
    package let year: Int
    package let firstWeek: ReferenceWeek
    package var weights: SkillWeights
    /// Usual share of requests answered, in millionths.
    package var usualAnswers = ShrunkShare.usual
    /// Usual share of meetings kept and messages answered, in millionths.
    package var usualReliability = ShrunkShare.usual
    /// Usual stars in hundredths.
    package var usualRating = MatchSettings.usualStars
    package static let usualStars = 420
    /// Areas within which people move freely, by country.
    package var areas: [CountryCode: Int]
    /// Groups of countries of origin, by country.
    package var originGroups: [CountryCode: Int]

    package init(
        day: CivilDay, weights: SkillWeights, areas: [CountryCode: Int] = [:], originGroups: [CountryCode: Int] = [:]
    ) {
        self.day = Int(day.daysSince1970)
        year = Int(day.year)
        firstWeek = ReferenceWeek(onOrAfter: day)
        self.weights = weights
        self.areas = areas
        self.originGroups = originGroups
    }
}
