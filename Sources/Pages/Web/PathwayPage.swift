import Core
import Hummingbird
import Mustache
import Texts
import Visas
import VisasWeb
import WebSupport

/// The page of a pathway, with what other features know of it.
package struct PathwayPages: Sendable {
    private let visas: VisaService
    private let pages: PageRenderer
    private let sections: [PathwaySectionSource]
    /// Where a member says they come from, as a guess at the nationality.
    private let origin: @Sendable (Principal) async throws -> String?

    package init(
        visas: VisaService, pages: PageRenderer, sections: [PathwaySectionSource],
        origin: @escaping @Sendable (Principal) async throws -> String?
    ) {
        self.visas = visas
        self.pages = pages
        self.sections = sections
        self.origin = origin
    }

    @Sendable package func pathwayPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let (country, slug) = (try context.text("country"), try context.text("slug"))
        // The data's own name of a pathway is an address too.
        if slug.hasPrefix(country.lowercased() + "-"), let pathway = try? await visas.pathway(slug) {
            return .seeOther(pathway.path)
        }
        let pathway = try await visas.pathway(country: country, slug: slug)
        var page = PathwayPage(
            pathway: pathway, nationality: try await origin(context.principal), day: visas.today, visit: context.visit)
        for section in sections {
            if let section = try await section(pathway, context.visit) { page.parts.append(section) }
        }
        return pages.response(page, context.visit)
    }
}

struct PathwayPage: Page {
    static let template = "visa_pathway"
    let pathway: Pathway
    let nationality: String?
    let day: CivilDay
    let visit: Visit
    var parts: [PathwaySection] = []

    var section: Section? { .visas }

    private var phrases: Phrasebook { visit.phrases }
    /// The status that counts for the reader.
    private var ownStatus: PathwayStatus { nationality.flatMap { pathway.nationalityStatus[$0] } ?? pathway.status }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "officialName": pathway.text(.officialName)
        case "countryText": Names.country(pathway.country, visit.language)
        case "countryPath": "/visas/\(pathway.country.lowercased())"
        case "categoryText": phrases.text("pathway_category_\(pathway.category.rawValue)")
        case "statusText": phrases.text("pathway_status_\(pathway.status.rawValue)")
        case "statusMeaning": phrases.text("pathway_meaning_\(pathway.status.rawValue)")
        case "isOpen": pathway.status == .open
        case "officialPath": pathway.officialURL
        case "summaryText": pathway.summary
        case "summarySources": sources(.summary)
        case "nationalities": nationalities
        case "shownFacts":
            PathwayField.shownAsFacts.compactMap { pathway.facts[$0] }
                .filter { !$0.value.isEmpty }.map { FactView($0, on: day, visit: visit) }
        case "requirementRows": pathway.requirements.map { RequirementRow(requirement: $0, phrases: phrases) }
        case "hasRequirements": !pathway.requirements.isEmpty
        case "requirementSources": sources(.requirements)
        case "noteTexts": pathway.notes
        case "hasNotes": !pathway.notes.isEmpty
        case "noteSources": sources(.notes)
        case "parts": parts.map { PartView(part: $0) }
        case "isChanging": ownStatus != .open
        case "reportPath": "\(pathway.path)/report"
        case "historyPath": "\(pathway.path)/history"
        case "editPaths": visit.principal.canEditPathways ? ["\(pathway.path)/edit"] : []
        case "comparePath": "/visas?country=\(pathway.country)"
        default: nil
        }
    }

    private func sources(_ field: PathwayField) -> [SourceView] {
        pathway.facts[field].map { [SourceView($0, on: day, visit: visit)] } ?? []
    }

    /// The reader's own nationality alone, or all of which something is known.
    private var nationalities: [NationalityView] {
        let notes = pathway.nationalityNotes
        let statuses = pathway.nationalityStatus
        return Set(notes.keys).union(statuses.keys).sorted()
            .filter { nationality == nil || $0 == nationality || !notes.keys.contains(nationality ?? "") }
            .map { code in
                NationalityView(
                    code: code, status: statuses[code], note: notes[code] ?? "", isOwn: code == nationality,
                    source: pathway.facts[notes[code] == nil ? .nationalityStatus : .nationalityNotes].map {
                        SourceView($0, on: day, visit: visit)
                    }, visit: visit)
            }
    }
}

/// What is different for people of a nationality.
private struct NationalityView: MustacheParent {
    let code: String
    let status: PathwayStatus?
    let note: String
    let isOwn: Bool
    let source: SourceView?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "nationalityHeading":
            visit.phrases.text(
                isOwn ? "nationality_own" : "nationality_other", ["country": Names.country(code, visit.language)])
        case "ownStatusTexts": status.map { [visit.phrases.text("pathway_status_\($0.rawValue)")] } ?? []
        case "nationalityNote": note
        case "nationalitySources": source.map { [$0] } ?? []
        default: nil
        }
    }
}

private struct RequirementRow: MustacheParent {
    let requirement: Requirement
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "kindLabel": phrases.text("requirement_\(requirement.kind.rawValue)")
        case "requirementText": requirement.words
        default: nil
        }
    }
}

/// A feature's part.
private struct PartView: MustacheParent {
    let part: PathwaySection

    func child(named name: String) -> Any? {
        switch name {
        case "partID": part.name
        case "partHeading": part.heading
        case "partLines": part.lines.map(PartLine.init)
        case "partFigures": part.figures
        case "emptyTexts": part.lines.isEmpty && !part.empty.isEmpty ? [part.empty] : []
        case "moreLines": part.more.map { [PartLine(line: $0)] } ?? []
        default: nil
        }
    }
}

private struct PartLine: MustacheParent {
    let line: PathwaySection.Line

    func child(named name: String) -> Any? {
        switch name {
        case "linePath": line.path
        case "lineTitle": line.title
        case "lineNote": line.note
        default: nil
        }
    }
}
