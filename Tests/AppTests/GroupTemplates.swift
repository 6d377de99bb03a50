import Core
import Groups
import TestSupport
import Testing

/// How templates of groups are reached.
enum GroupTemplates {
    /// In the language of the others: who founded a group, with somebody who asks to be let in.
    static func pages(_ app: TestApp) async throws -> [String: Answer] {
        let founder = try await app.member("groupfounder")
        let asking = try await app.member("groupasker")
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        try await app.change("UPDATE account SET trust_level = 2 WHERE id = \(founder.id)")
        var draft = GroupDraft()
        (draft.name, draft.about) = ("Back ends in Berlin", "Those who write back ends in Berlin.")
        (draft.visibility, draft.joining) = ("listed", "request")
        (draft.questions, draft.memberDays) = (["Why do you come?"], 365)
        guard case .member(var principal) = founder.principal else { return [:] }
        principal.trust = .regular
        let group = try await app.services.groups.found(draft, as: .member(principal)).group
        _ = try await app.services.groups.join(
            GroupJoinDraft(answers: ["I move there in March."]), group.id, as: asking.principal)
        var event = GroupEventDraft()
        (event.title, event.body, event.place) = ("Tea near the station", "We sit at the back.", "Bahnhofstrasse 1")
        (event.day, event.time, event.seats) = ("2026-12-10", "18:00", 8)
        let announced = try await app.services.groups.announce(event, in: group.id, as: .member(principal)).event
        var pages: [String: Answer] = [:]
        for (template, path) in [
            "group_list": "/groups", "group": group.path, "group_form": "/groups/new",
            "group_members": "\(group.path)/members", "group_requests": "\(group.path)/requests",
            "group_event": announced.path, "group_event_list": "\(group.path)/events",
            "group_event_form": "\(announced.path)/edit",
        ] { pages[template] = try await app.get(path, as: founder.browser) }
        return pages
    }
}
