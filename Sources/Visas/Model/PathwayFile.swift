import Core
import Foundation

/// `visa-pathways.json`.
struct PathwayFile: Decodable {
    let pathways: [ImportedRecord<Entry>]

    /// One record, as the file has it.
    struct Entry: Decodable, Sendable {
        let id: String
        let country: String
        let name: String
        let officialName: String?
        let category: PathwayCategory
        let status: PathwayStatus
        let summary: String
        let requirements: [Requirement]
        let salaryThreshold: Salary?
        let otherThresholds: [Salary]?
        let fee: Amount?
        let processingDays: Days?
        let durationMonths: Int?
        let leadsToResidence: Bool?
        let residenceAfterMonths: Int?
        let familyAllowed: Bool?
        let pointsSystem: String?
        let checklistFamily: String?
        let nationalityNotes: [String: String]?
        let nationalityStatus: [String: PathwayStatus]?
        let notes: [String]?
        let officialURL: String
        let sourceURL: String?
        let sourceName: String
        let asOf: CivilDay
        let precision: String?
        let confidence: Confidence
        let provenance: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id, country, name, category, status, summary, requirements, fee, notes, confidence
            case officialName = "official_name"
            case salaryThreshold = "salary_threshold"
            case otherThresholds = "alternative_salary_thresholds"
            case processingDays = "typical_processing_days"
            case durationMonths = "duration_months"
            case leadsToResidence = "leads_to_residence"
            case residenceAfterMonths = "residence_after_months"
            case familyAllowed = "family_allowed"
            case pointsSystem = "points_system_id"
            case checklistFamily = "checklist_family"
            case nationalityNotes = "nationality_notes"
            case nationalityStatus = "nationality_status"
            case officialURL = "official_url"
            case sourceURL = "source_url"
            case sourceName = "source_name"
            case asOf = "as_of"
            case precision = "as_of_precision"
            case provenance = "field_provenance"
        }
    }

    struct Amount: Decodable, Sendable {
        let amount: Double
        let currency: String
        let note: String?
    }

    struct Salary: Decodable, Sendable {
        let amount: Double
        let currency: String
        let period: PayPeriod
        let note: String?
        let appliesTo: String?

        enum CodingKeys: String, CodingKey {
            case amount, currency, period, note
            case appliesTo = "applies_to"
        }
    }

    struct Days: Decodable, Sendable {
        let min: Int
        let max: Int
        let note: String?
    }

    struct Requirement: Decodable, Sendable {
        let kind: RequirementKind
        let text: String
        let threshold: Threshold?

        struct Threshold: Decodable, Sendable {
            let value: Double
            let unit: String
            let currency: String?
        }
    }
}

/// A record that may be stored.
struct ImportedPathway: Sendable {
    let id: PathwayID
    let country: String
    let slug: String
    let category: PathwayCategory
    let asOf: CivilDay
    /// All fields, those of which nothing is known with an empty value.
    let facts: [Fact]
}

extension PathwayFile.Entry {
    /// - Returns: the record, or the first thing that is wrong with it: the name of the member and the code.
    func checked(on today: CivilDay) -> Result<ImportedPathway, ImportReport.Refusal> {
        let prefix = country.lowercased() + "-"
        guard FactValue.countries.contains(country) else { return wrong("country", "unknown_country") }
        guard id.hasPrefix(prefix), id.utf8.count > prefix.utf8.count, UserText.slug(id) == id else {
            return wrong("id", "wrong_form")
        }
        guard asOf <= today else { return wrong("as_of", "day_ahead") }
        guard sourceURL.map({ FactValue.link($0) != nil }) ?? true else { return wrong("source_url", "link_form") }
        var facts: [Fact] = []
        for (field, key, value) in values {
            guard let canonical = FactValue.canonical(value, of: field) else {
                return wrong(key.rawValue, value.isEmpty ? "required" : "wrong_form")
            }
            facts.append(fact(field, key, canonical))
        }
        return .success(
            ImportedPathway(
                id: id, country: country, slug: String(id.dropFirst(prefix.count)), category: category, asOf: asOf,
                facts: facts))
    }

    private func wrong(_ member: String, _ code: String) -> Result<ImportedPathway, ImportReport.Refusal> {
        .failure(ImportReport.Refusal("/\(member)", code))
    }

    /// A field that the source does not state is known to somebody, and to be verified.
    private func fact(_ field: PathwayField, _ key: CodingKeys, _ value: String) -> Fact {
        let isStated = provenance?[key.rawValue].map { $0 == "archived source" } ?? (sourceURL != nil)
        return Fact(
            field: field, value: value, version: 0, sourceName: isStated ? sourceName : "",
            sourceURL: isStated ? sourceURL : nil, asOf: asOf, precision: precision ?? "day",
            confidence: isStated ? confidence : .low, effectiveFrom: asOf,
            recheckOn: field.freshness.recheckDay(in: country, asOf: asOf))
    }

    /// What the record says, as people would type it.
    private var values: [(field: PathwayField, key: CodingKeys, value: String)] {
        [
            (.name, .name, name), (.officialName, .officialName, officialName ?? ""), (.summary, .summary, summary),
            (.status, .status, status.rawValue),
            (.nationalityStatus, .nationalityStatus, Self.lines(nationalityStatus?.mapValues(\.rawValue))),
            (.nationalityNotes, .nationalityNotes, Self.lines(nationalityNotes)),
            (.salaryThreshold, .salaryThreshold, salaryThreshold?.text ?? ""),
            (.otherThresholds, .otherThresholds, (otherThresholds ?? []).map(\.text).joined(separator: "\n")),
            (.fee, .fee, fee?.text ?? ""), (.processingDays, .processingDays, processingDays?.text ?? ""),
            (.durationMonths, .durationMonths, durationMonths.map(String.init) ?? ""),
            (.leadsToResidence, .leadsToResidence, leadsToResidence.map { $0 ? "yes" : "no" } ?? ""),
            (.residenceAfterMonths, .residenceAfterMonths, residenceAfterMonths.map(String.init) ?? ""),
            (.familyAllowed, .familyAllowed, familyAllowed.map { $0 ? "yes" : "no" } ?? ""),
            (.requirements, .requirements, requirements.map(\.line).joined(separator: "\n")),
            (.notes, .notes, (notes ?? []).map { UserText.clean($0, .line) }.joined(separator: "\n")),
            (.officialURL, .officialURL, officialURL), (.checklistFamily, .checklistFamily, checklistFamily ?? ""),
            (.pointsSystem, .pointsSystem, pointsSystem ?? ""),
        ]
    }

    private static func lines(_ byNationality: [String: String]?) -> String {
        (byNationality ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.key): \(UserText.clean($0.value, .line))" }.joined(separator: "\n")
    }
}

extension ValueText {
    /// The number as people type it: what has more than two decimals or no end is left to the check to refuse.
    static func typed(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e12 else { return "?" }
        let hundredths = (number * 100).rounded()
        guard hundredths >= 0, abs(hundredths - number * 100) < 1e-4 else { return "?" }
        return Money(hundredths: Int64(hundredths), currency: "").amount
    }
}

extension PathwayFile.Amount {
    var text: String { ValueText.joined("\(ValueText.typed(amount)) \(currency)", UserText.clean(note ?? "", .line)) }
}

extension PathwayFile.Salary {
    var text: String {
        ValueText.joined(
            "\(ValueText.typed(amount)) \(currency) \(period.rawValue)", UserText.clean(appliesTo ?? note ?? "", .line))
    }
}

extension PathwayFile.Days {
    var text: String { ValueText.joined(min == max ? "\(min)" : "\(min)-\(max)", UserText.clean(note ?? "", .line)) }
}

extension PathwayFile.Requirement {
    var line: String {
        let bracket = threshold.map { threshold in
            " [\(ValueText.typed(threshold.value)) \(threshold.unit)" + (threshold.currency.map { " \($0)" } ?? "")
                + "]"
        }
        return kind.rawValue + (bracket ?? "") + ": " + UserText.clean(text, .line)
    }
}
