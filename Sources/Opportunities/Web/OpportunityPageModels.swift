import Core
import Hummingbird
import Jobs
import Mustache
import Opportunities
import Texts
import WebSupport

/// The form that narrows the list, as it was filled.
struct OpportunityFilterForm: Sendable {
    private let destination: String
    private let kind: String
    var problem: Problem?
    private let visit: Visit

    init(_ request: Request, visit: Visit) {
        destination = request.typed("destination")
        kind = request.typed("kind")
        self.visit = visit
    }

    var isEmpty: Bool { destination.isEmpty && kind.isEmpty }

    /// The address of the list with what was asked for, on the page after `cursor`.
    var path: String {
        let query = [("destination", destination), ("kind", kind)].filter { !$0.1.isEmpty }
            .map { "\($0.0)=\(Links.escaped($0.1))" }
        return query.isEmpty ? "/opportunities" : "/opportunities?\(query.joined(separator: "&"))"
    }

    var destinationField: Field {
        choice(
            "destination", destination.uppercased(), key: "opportunity_destination",
            Countries.options(visit.language, besides: destination))
    }

    var kindField: Field {
        choice("kind", kind, key: "opportunity_kind", OpportunityWords.kinds(visit.phrases))
    }

    private func choice(_ name: String, _ value: String, key: String, _ options: [(String, String)]) -> Field {
        Field(name, key: key, value: value, problem: problem, phrases: visit.phrases).with { field in
            field.isRequired = false
            field.options = [.init("", visit.phrases.text("filter_any"), isSelected: value.isEmpty)]
            field.options += options.map { Field.Option($0.0, $0.1, isSelected: $0.0 == value) }
        }
    }
}

/// Countries to choose from.
enum Countries {
    /// Where most members go; any other country may be in an address.
    private static let usual = [
        "AE", "AT", "AU", "BH", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "JP", "KW", "MY", "NL", "NO",
        "NZ", "OM", "PK", "PT", "QA", "SA", "SE", "SG", "US",
    ]

    static func options(_ language: Language, besides code: String) -> [(String, String)] {
        let code = code.uppercased()
        let codes = Set(usual).union(CountryCode.all.contains(code) ? [code] : [])
        return codes.map { ($0, Names.country($0, language)) }.sorted { $0.1 < $1.1 }
    }

    static func all(_ language: Language) -> [(String, String)] {
        CountryCode.all.map { ($0, Names.country($0, language)) }.sorted { $0.1 < $1.1 }
    }
}

enum OpportunityWords {
    static func kinds(_ phrases: Phrasebook) -> [(String, String)] {
        OpportunityKind.allCases.map { ($0.rawValue, phrases.text("opportunity_kind_\($0.rawValue)")) }
    }

    /// One who is gone has no name.
    static func name(_ name: PublicName, _ phrases: Phrasebook) -> String {
        name.displayName.isEmpty ? phrases.text("former_member") : name.displayName
    }
}

/// Open doors, or those that were asked for.
struct OpportunitiesPage: Page {
    static let template = "opportunity_list"
    var form: OpportunityFilterForm
    var found = Paged<Opportunity>(items: [], next: nil)
    var isFirst = true
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "opportunities": found.items.map { OpportunityRow(opportunity: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "isFiltered": !form.isEmpty
        case "isMember": visit.principal.member != nil
        case "canPost": visit.principal.canPostOpportunities
        case "destination": form.destinationField
        case "kind": form.kindField
        case "problems": FormProblem.all(form.problem, visit.phrases)
        case "hasProblems": form.problem != nil
        case "pager": Pager(form.path, isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// What an ambassador has opened.
struct OwnOpportunitiesPage: Page {
    static let template = "opportunity_mine"
    let found: Paged<Opportunity>
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "opportunities": found.items.map { OpportunityRow(opportunity: $0, showsState: true, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "canPost": visit.principal.canPostOpportunities
        case "pager": Pager("/opportunities/mine", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// One line of a list.
struct OpportunityRow: MustacheParent {
    let opportunity: Opportunity
    var showsState = false
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "opportunityPath": opportunity.path
        case "opportunityTitle": opportunity.content.title
        case "kindText": phrases.text("opportunity_kind_\(opportunity.content.kind.rawValue)")
        case "destinationText": Names.country(opportunity.content.destination, visit.language)
        case "seatsText": phrases.text("opportunity_seats", count: opportunity.content.seats)
        case "posterName": OpportunityWords.name(opportunity.poster, phrases)
        case "posterPath": Links.member(opportunity.poster.username)
        case "posted": Moment(opportunity.postedAt, visit)
        case "openStateTexts":
            showsState || !opportunity.isOpen ? [phrases.text("opportunity_state_\(opportunity.state.rawValue)")] : []
        default: nil
        }
    }
}
