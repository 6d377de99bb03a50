import Core

/// How long a fact may be shown without a look at its source (listings.md, section 1).
package enum Freshness: String, Sendable, CaseIterable {
    case salary, fee, processing, rule

    /// Days after which it needs a re-check.
    package var days: Int {
        switch self {
        case .salary, .fee: 180
        case .processing: 30
        case .rule: 365
        }
    }

    /// The first day on which a fact of this sort needs a re-check: its age, or the day of the year on which its
    /// country sets the amounts anew.
    package func recheckDay(in country: String, asOf: CivilDay) -> CivilDay {
        let aged = asOf.adding(days + 1)
        guard let (month, day) = yearlyChange(in: country) else { return aged }
        let sameYear = CivilDay(year: asOf.year, month: month, day: day)
        let next = sameYear > asOf ? sameYear : CivilDay(year: asOf.year + 1, month: month, day: day)
        return min(aged, next)
    }

    private func yearlyChange(in country: String) -> (month: Int64, day: Int64)? {
        guard self == .salary || self == .fee else { return nil }
        switch country {
        case "DE", "NL", "AT", "DK", "SG", "ES", "PT": return (1, 1)
        case "IE": return (3, 1)
        case "SE": return (6, 1)
        case "AU": return (7, 1)
        case "GB": return self == .fee ? (4, 1) : nil
        case "CA": return self == .fee ? (4, 30) : nil
        default: return nil
        }
    }
}
