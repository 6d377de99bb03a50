import Core
import Foundation

/// `checklists.json`.
struct ChecklistFile: Decodable {
    let blocks: [ImportedRecord<Block>]
    let families: [ImportedRecord<Block>]

    enum CodingKeys: String, CodingKey {
        case blocks = "shared_blocks"
        case families
    }

    /// A shared block, or a family with what it includes.
    struct Block: Decodable, Sendable {
        let id: String
        let title: String
        let includes: [String]?
        let notes: [String]?
        let items: [ImportedRecord<Item>]
    }

    struct Item: Decodable, Sendable {
        let id: String
        let label: String
        let detail: String?
        let issuer: String
        let issuerCountry: String
        let stage: ChecklistStage
        let mandatory: Mandatory
        let appliesIf: String?
        let leadTime: Span?
        let validityMonths: Int?
        let dependsOn: [String]?
        let officialURL: String?
        let cost: Cost?
        let source: Source
        let asOf: CivilDay
        let precision: String?
        let confidence: Confidence

        enum CodingKeys: String, CodingKey {
            case id, label, detail, issuer, stage, mandatory, cost, source, confidence
            case issuerCountry = "issuer_country"
            case appliesIf = "applies_if"
            case leadTime = "lead_time_days"
            case validityMonths = "validity_months"
            case dependsOn = "depends_on"
            case officialURL = "official_url"
            case asOf = "as_of"
            case precision = "as_of_precision"
        }
    }

    enum Mandatory: String, Decodable, Sendable { case always, conditional }

    struct Span: Decodable, Sendable {
        let min: Int
        let max: Int
    }

    struct Cost: Decodable, Sendable {
        let amount: Double
        let currency: String
    }

    struct Source: Decodable, Sendable {
        let name: String
        let url: String?
    }
}

extension ChecklistFile.Item {
    /// - Returns: the item, or the first thing that is wrong with it.
    func checked(
        in block: String, at position: Int, on today: CivilDay
    ) -> Result<ChecklistItem, ImportReport.Refusal> {
        func wrong(_ member: String, _ code: String) -> Result<ChecklistItem, ImportReport.Refusal> {
            .failure(ImportReport.Refusal("/\(member)", code))
        }
        guard !id.isEmpty, UserText.slug(id) == id else { return wrong("id", "wrong_form") }
        guard UserText.visibleLength(label) > 0 else { return wrong("label", "required") }
        guard issuerCountry == "DEST" || FactValue.countries.contains(issuerCountry) else {
            return wrong("issuer_country", "unknown_country")
        }
        if let leadTime, leadTime.min < 0 || leadTime.max < leadTime.min || leadTime.max > 3650 {
            return wrong("lead_time_days", "wrong_form")
        }
        if let validityMonths, !(1...600).contains(validityMonths) { return wrong("validity_months", "wrong_form") }
        guard asOf <= today else { return wrong("as_of", "day_ahead") }
        for (member, link) in [("official_url", officialURL), ("source/url", source.url)] {
            if let link, FactValue.link(link) == nil { return wrong(member, "link_form") }
        }
        let cost = cost.map { FactValue.canonical("\(ValueText.typed($0.amount)) \($0.currency)", of: .fee) }
        if case .some(.none) = cost { return wrong("cost", "wrong_form") }
        return .success(item(in: block, at: position, cost: (cost ?? nil) ?? ""))
    }

    private func item(in block: String, at position: Int, cost: String) -> ChecklistItem {
        func clean(_ text: String?) -> String { UserText.clean(text ?? "", .line) }
        return ChecklistItem(
            id: id, block: block, position: position, stage: stage, isMandatory: mandatory == .always,
            label: clean(label), detail: clean(detail), issuer: clean(issuer), issuerCountry: issuerCountry,
            appliesIf: clean(appliesIf), leadMin: leadTime?.min, leadMax: leadTime?.max,
            validityMonths: validityMonths, dependsOn: dependsOn ?? [], cost: cost, officialURL: officialURL,
            sourceName: source.url == nil ? "" : clean(source.name), sourceURL: source.url, asOf: asOf,
            precision: precision ?? "day", confidence: confidence)
    }
}
