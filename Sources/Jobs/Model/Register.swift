import Core

/// An official register that we keep (listings.md, section 4).
package enum Register: String, Codable, Sendable, CaseIterable {
    /// Licensed sponsors: workers.
    case britain = "GB"
    /// Recognised sponsors: work.
    case netherlands = "NL"
    /// Companies certified for the fast-track scheme.
    case denmark = "DK"
    /// Companies certified for the Tech Visa.
    case portugal = "PT"
    /// Petitions for H-1B workers that were approved in a year.
    case america = "US"
    /// Positions of positive labour market impact assessments.
    case canada = "CA"
    /// Employment permits by company.
    case ireland = "IE"
    /// Overseas employment promoters: for agents, not for employers.
    case promoters = "PK"

    /// Countries in which no employer needs a licence.
    package static let withoutLicence: Set<String> = ["DE", "AT", "SE"]

    /// The register that an employer of the country would stand in.
    package init?(employersOf country: String) {
        guard let register = Register(rawValue: country), register != .promoters else { return nil }
        self = register
    }

    /// Whether it holds licences and certificates; else it counts what was granted before, which is no licence.
    package var isOfLicences: Bool { ![.america, .canada, .ireland].contains(self) }

    /// Whether only those who stand there may sponsor a worker: elsewhere others may too.
    var isNeededToSponsor: Bool { self == .britain || self == .netherlands }

    /// Whether organisations are known by a number, and not by name and town.
    var isNumbered: Bool { [.netherlands, .denmark, .promoters].contains(self) }

    /// Whether it says where an organisation is.
    var namesTowns: Bool { [.britain, .america, .canada].contains(self) }

    /// Names of columns as the files have had them, in small letters; the first is what we call it. Where permits are
    /// counted, `rating` holds how many, and `route` of which kind or year.
    var columns: [Column: [String]] {
        switch self {
        case .britain:
            [
                .name: ["organisation name"], .town: ["town/city"], .rating: ["type & rating"], .route: ["route"],
            ]
        case .netherlands:
            [
                .name: ["organisation", "organisation name", "organisatie", "name", "naam"],
                .number: ["kvk number", "kvk-nummer", "kvk nummer", "kvk"],
            ]
        case .denmark:
            [
                .name: ["company", "company name", "name", "virksomhed", "navn"],
                .number: ["cvr number", "cvr no.", "cvr no", "cvr-nummer", "cvr-nr.", "cvr-nr", "cvr"],
            ]
        case .portugal: [.name: ["company", "company name", "name", "empresa", "nome"]]
        case .america:
            [
                .name: ["employer", "employer (petitioner) name"], .town: ["city", "petitioner city"],
                .rating: ["initial approval", "initial approvals", "new employment approval"],
                .route: ["fiscal year"],
            ]
        case .canada:
            [
                .name: ["employer"], .town: ["address"],
                .rating: ["approved positions", "positions approved", "positions"],
                .route: ["program stream", "stream"],
            ]
        case .ireland:
            [
                .name: ["employer name", "employer", "company name", "company"],
                .rating: ["grand total", "total", "permits", "permits issued"],
            ]
        case .promoters:
            [
                .name: ["name", "promoter", "name of promoter", "name of oep"],
                .number: [
                    "licence number", "license number", "licence no", "license no", "licence no.", "license no.",
                ],
                .rating: ["status"], .town: ["city", "town", "address"],
            ]
        }
    }

    /// Columns that a file may lack.
    var optional: Set<Column> {
        switch self {
        case .promoters: [.town]
        case .canada: [.route]
        default: []
        }
    }

    enum Column: Sendable, CaseIterable {
        case name, number, town, rating, route
    }
}

/// A line of a register, checked.
struct RegisterLine: Sendable, Equatable {
    let register: Register
    let raw: String
    let name: String
    let town: String
    /// KvK or CVR number or licence; empty where the register has none.
    let number: String
    let rating: String
    let route: String

    /// What lines of one organisation have in common: its number, else its name and town.
    let organisation: String
}

/// What is known of one organisation in a register.
package struct Organisation: Sendable, Equatable {
    /// Names it in the API and in forms.
    package let key: String
    package let register: Register
    package let name: String
    package let town: String
    package let ratings: [String]
    package let routes: [String]
    /// Whether it may sponsor skilled workers, or recruit.
    package let isLicensed: Bool
    /// How many permits were granted; `nil` in a register of licences.
    package let granted: Int?

    /// - Parameter lines: all of one organisation.
    init?(_ lines: [RegisterLine]) {
        guard let first = lines.first else { return nil }
        key = first.organisation
        register = first.register
        name = first.name
        town = first.town
        let counts = lines.map { Int($0.rating) ?? 0 }
        granted = first.register.isOfLicences ? nil : counts.reduce(0, +)
        ratings = granted == nil ? Set(lines.map(\.rating)).subtracting([""]).sorted() : []
        routes = Set(lines.map(\.route)).subtracting([""]).sorted()
        isLicensed = lines.contains(where: \.isLicensed)
    }

    /// The organisations of some lines, in the order of their first lines.
    static func all(_ lines: [RegisterLine]) -> [Organisation] {
        var (order, byKey): ([String], [String: [RegisterLine]]) = ([], [:])
        for line in lines {
            if byKey[line.organisation] == nil { order.append(line.organisation) }
            byKey[line.organisation, default: []].append(line)
        }
        return order.compactMap { Organisation(byKey[$0] ?? []) }
    }
}

extension RegisterLine {
    /// Britain: an A rating for the route of skilled workers; elsewhere who stands there, and is not struck off.
    var isLicensed: Bool {
        switch register {
        case .britain: rating.uppercased().contains("(A") && EmployerName.folded(route) == "skilled worker"
        case .netherlands, .denmark, .portugal: true
        case .america, .canada, .ireland: false
        case .promoters: ["", "valid", "active", "licensed"].contains(EmployerName.folded(rating))
        }
    }
}

/// The names that a firm goes by, made comparable.
enum RegisterName {
    /// `Acme Ltd t/a Beta` is `acme`, and `beta`.
    static func all(_ name: String) -> [String] {
        let small = name.lowercased()
        guard small.contains("t/a") || small.contains("t.a.") || small.contains("trading as") else {
            return [EmployerName.match(name)]
        }
        let parts = name.split(separator: /\s+(?:t\/a|t\.a\.|trading as)\s+/.ignoresCase(), maxSplits: 1)
        let names = parts.map { EmployerName.match(String($0)) }.filter { !$0.isEmpty }
        return names.isEmpty ? [EmployerName.match(name)] : names
    }
}

/// Numbers of licences as people write them.
enum LicenceNumber {
    /// `OP & HRD / 2839 / rwp` is `2839/RWP`; `nil` for what holds no number.
    static func normal(_ text: String) -> String? {
        guard let match = text.uppercased().firstMatch(of: /(\d{2,5})(?:\s*[\/-]\s*([A-Z]{2,4})\b)?/) else {
            return nil
        }
        return match.output.2.map { "\(match.output.1)/\($0)" } ?? String(match.output.1)
    }

    /// Licences to recruit that an advert names: with the place of issue, or where it speaks of promoters.
    static func all(in text: String) -> [String] {
        let speaksOfPromoters =
            text.firstMatch(of: /\b(?:OEP|BEOE|overseas employment|promoters?)\b/.ignoresCase()) != nil
        let named = text.matches(
            of:
                /\blicen[cs]e\s*(?:no\b\.?|number|#)\s*[:#]?\s*([A-Z& ]{0,12}[\/ -]?\s?\d{3,5}(?:\s?[\/-]\s?[A-Z]{2,4}\b)?)/
                .ignoresCase())
        return named.compactMap { normal(String($0.output.1)) }.filter { speaksOfPromoters || $0.contains("/") }
    }
}
