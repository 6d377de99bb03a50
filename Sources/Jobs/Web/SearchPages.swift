import Core
import Hummingbird
import Jobs
import Mustache
import Texts
import WebSupport

/// What a member wants to hear of.
struct SavedSearchesPage: Page {
    static let template = "job_searches"
    let searches: [SavedSearch]
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "searches": searches.map { SavedSearchView(search: $0, visit: visit) }
        case "isEmpty": searches.isEmpty
        default: nil
        }
    }
}

private struct SavedSearchView: MustacheParent {
    let search: SavedSearch
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "searchPath": search.path
        case "searchText": search.filter.words(visit.phrases) { Names.country($0, visit.language) }
        case "isSearchOn": search.state == .on
        case "searchStateText": visit.phrases.text("search_\(search.state.rawValue)")
        case "formTokens": visit.formToken.map { [$0] } ?? []
        default: nil
        }
    }
}

/// A part of a filter, to be sent again.
struct HiddenField: MustacheParent, Sendable {
    let name: String
    let value: String

    func child(named name: String) -> Any? {
        switch name {
        case "hiddenName": self.name
        case "hiddenValue": value
        default: nil
        }
    }
}

/// Pages of saved searches.
extension JobPages {
    @Sendable package func searchesPage(_ request: Request, context: MemberContext) async throws -> Response {
        let page = SavedSearchesPage(searches: try await jobs.searches(as: context.principal), visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitSearch(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        var draft = SavedSearchDraft()
        (draft.country, draft.sponsorship, draft.remote) = (form["country"], form["sponsorship"], form["remote"])
        (draft.skill, draft.language) = (form["skill"], form["language"])
        (draft.salary, draft.currency) = (form["salary"], form["currency"])
        _ = try await jobs.saveSearch(draft, as: context.principal)
        return .seeOther("/jobs/searches", flash: "search_saved")
    }

    /// The list as it was looked for, from a letter too.
    @Sendable package func openSearch(_ request: Request, context: MemberContext) async throws -> Response {
        let search = try await jobs.search(try context.id("id"), as: context.principal)
        return .seeOther(search.filter.isEmpty ? "/jobs" : "/jobs?\(search.filter.query)")
    }

    @Sendable package func submitSearchChange(_ request: Request, context: MemberContext) async throws -> Response {
        let state = try await request.form()["state"]
        let id: SavedSearchID = try context.id("id")
        if state == "remove" {
            try await jobs.removeSearch(id, as: context.principal)
        } else {
            _ = try await jobs.changeSearch(SavedSearchChange(state: state), of: id, as: context.principal)
        }
        return .seeOther("/jobs/searches", flash: state == "remove" ? "search_removed" : "saved")
    }
}

/// JSON routes of saved searches.
extension JobAPI {
    @Sendable package func listSearches(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<SavedSearchRecord>> {
        let own = try await jobs.searches(as: context.principal)
        return .ok(ListAnswer(items: own.map(SavedSearchRecord.init), next: nil))
    }

    @Sendable package func createSearch(
        _ request: Request, context: MemberContext, draft: SavedSearchDraft
    ) async throws -> Answer<SavedSearchRecord> {
        let (search, isNew) = try await jobs.saveSearch(draft, as: context.principal)
        return .created(
            SavedSearchRecord(search), at: "/api/v1/me/job-searches/\(search.id)", isNew: isNew,
            revision: search.revision)
    }

    @Sendable package func showSearch(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<SavedSearchRecord> {
        let search = try await jobs.search(try context.id("id"), as: context.principal)
        return .ok(SavedSearchRecord(search), revision: search.revision)
    }

    @Sendable package func changeSearch(
        _ request: Request, context: MemberContext, draft: SavedSearchChange
    ) async throws -> Answer<SavedSearchRecord> {
        let search = try await jobs.changeSearch(draft, of: try context.id("id"), as: context.principal)
        return .ok(SavedSearchRecord(search), revision: search.revision)
    }

    @Sendable package func removeSearch(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await jobs.removeSearch(try context.id("id"), as: context.principal)
        return .done
    }
}

extension SavedSearchDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "country": "DE", "sponsorship": "confirmed", "remote": "none", "skill": "swift", "language": "en",
        "salary": "50000", "currency": "EUR",
    ]
}

extension SavedSearchChange: APIDraft {
    package static let fieldNames: Set<String> = ["state"]
    package static let samples = ["state": "paused"]
}
