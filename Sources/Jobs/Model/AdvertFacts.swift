import Core
import Storage

extension JobService {
    /// What is known of an advert besides its own words.
    func facts(of content: JobContent) async throws -> AdvertFacts {
        let checks = try await lines(content.country).map {
            $0.check(content.pay, weeklyMinutes: content.weeklyMinutes)
        }
        let isSponsored = [.confirmed, .likely].contains(content.sponsorship)
        let isBelowAll = isSponsored && !checks.isEmpty && checks.allSatisfy { $0.verdict == .fails }
        let host = WebAddress(content.applyURL)?.host ?? ""
        let isOfficialImitated = imitates(host)
        return try await store.read { transaction in
            var facts = try registerFacts(of: content, in: transaction)
            facts.hasOddPay = try isBelowAll || Self.paysTooWell(content, in: transaction)
            facts.isLookalike =
                try isOfficialImitated
                || EmployerRepository.sites(in: content.country, in: transaction).contains {
                    Lookalike.imitates(WebAddress($0)?.host ?? "", by: host)
                }
            return facts
        }
    }

    /// Open jobs of the country and currency from which on what nine in ten pay is known.
    private static let fewestPays = 20

    /// Whether it pays over twice what nine in ten of the country's open jobs pay in the same currency.
    private static func paysTooWell(_ content: JobContent, in transaction: any Transaction) throws -> Bool {
        guard let pay = content.pay, let own = pay.annual(weeklyMinutes: content.weeklyMinutes) else { return false }
        let others = try JobRepository.annualPays(
            in: content.country, currency: pay.currency, in: transaction
        ).sorted()
        guard others.count >= fewestPays else { return false }
        return own > 2 * others[others.count * 9 / 10]
    }
}

/// Addresses that are made to look like another.
enum Lookalike {
    /// Whether one host looks like the other and is not of it: a letter is another, one more or one less, or it stands
    /// in front of somebody else's domain (`sap.com.jobs.example`).
    static func imitates(_ known: String, by host: String) -> Bool {
        let (known, host) = (bare(known), bare(host))
        guard known.utf8.count >= 6, !host.isEmpty, host != known, !host.hasSuffix("." + known) else { return false }
        if host.hasPrefix(known + ".") || host.hasPrefix(known.replacing(".", with: "-")) { return true }
        return isOneApart(Array(known.utf8), Array(host.utf8))
    }

    private static func bare(_ host: String) -> String {
        let host = host.lowercased()
        return host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }

    /// Whether one letter makes the difference.
    private static func isOneApart(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard abs(one.count - other.count) <= 1 else { return false }
        let start = zip(one, other).prefix { $0 == $1 }.count
        let (rest, otherRest) = (one[start...], other[start...])
        let end = zip(rest.reversed(), otherRest.reversed()).prefix { $0 == $1 }.count
        return max(rest.count, otherRest.count) - end == 1
    }
}
