import Core
import Mustache
import Texts
import Visas
import WebSupport

/// Pathways by country and category.
struct PathwayListPage: Page {
    static let template = "visa_list"
    let countries: [PathwayCountry]
    let rows: Paged<PathwayRow>
    let filter: PathwayFilter
    let path: String
    let isFirst: Bool
    let day: CivilDay
    let visit: Visit

    var section: Section? { .visas }

    private var isCountry: Bool { path != "/visas" }

    func child(named name: String) -> Any? {
        switch name {
        case "heading":
            isCountry
                ? Names.country(filter.country ?? "", visit.language) : visit.phrases.text("visas_heading")
        case "isWhole": !isCountry
        case "listPath": path
        case "countryChoice": countryChoice
        case "categoryChoice": choice("category", PathwayCategory.allCases, filter.category, "pathway_category_")
        case "statusChoice": choice("status", PathwayStatus.allCases, filter.status, "pathway_status_")
        case "pathways": rows.items.map { PathwayRowView(row: $0, isCountryShown: !isCountry, day: day, visit: visit) }
        case "isEmpty": rows.items.isEmpty
        case "pager": Pager(query.isEmpty ? path : "\(path)?\(query)", isFirst: isFirst, next: rows.next)
        default: nil
        }
    }

    private var countryChoice: Field {
        Field("country", key: "pathway_country", value: "", problem: nil, phrases: visit.phrases).with { field in
            field.isRequired = true
            let all = Field.Option("", visit.phrases.text("filter_all"), isSelected: filter.country == nil)
            field.options =
                [all]
                + countries.map {
                    let label = "\(Names.country($0.country, visit.language)) (\($0.pathways))"
                    return Field.Option($0.country, label, isSelected: $0.country == filter.country)
                }
        }
    }

    private func choice<Value: RawRepresentable>(
        _ name: String, _ values: [Value], _ chosen: Value?, _ prefix: String
    ) -> Field where Value.RawValue == String {
        Field(name, key: "pathway_\(name)", value: "", problem: nil, phrases: visit.phrases).with { field in
            let all = Field.Option("", visit.phrases.text("filter_all"), isSelected: chosen == nil)
            field.options =
                [all]
                + values.map {
                    Field.Option(
                        $0.rawValue, visit.phrases.text(prefix + $0.rawValue),
                        isSelected: $0.rawValue == chosen?.rawValue)
                }
        }
    }

    private var query: String {
        var parts = [("category", filter.category?.rawValue), ("status", filter.status?.rawValue)]
        if !isCountry { parts.append(("country", filter.country)) }
        return parts.compactMap { name, value in value.map { "\(name)=\(Links.escaped($0))" } }.joined(separator: "&")
    }
}

/// A line of a list of pathways.
struct PathwayRowView: MustacheParent {
    let row: PathwayRow
    let isCountryShown: Bool
    let day: CivilDay
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayPath": row.path
        case "pathwayName": row.name
        case "pathwayID": row.id
        case "countryTexts": isCountryShown ? [Names.country(row.country, visit.language)] : []
        case "categoryText": visit.phrases.text("pathway_category_\(row.category.rawValue)")
        case "statusText": visit.phrases.text("pathway_status_\(row.status.rawValue)")
        case "isOpen": row.status == .open
        case "salaryTexts": row.threshold.map { [FactText.salary($0.amount, $0.period, visit.phrases)] } ?? []
        case "salaryDates":
            row.threshold.map { [visit.phrases.text("fact_as_of", ["day": FactText.day($0.asOf, visit.phrases)])] }
                ?? []
        case "needsRecheck": row.threshold?.needsRecheck(on: day) ?? false
        default: nil
        }
    }
}
