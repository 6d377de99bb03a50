import Forum
import ForumWeb
import GroupsWeb
import WebSupport

/// The threads of a group as lines of its page: the only place that knows both.
func groupThreads(_ forum: ForumService) -> GroupThreadSource {
    { group, after, visit in
        let principal = visit.principal
        let found = try await forum.threads(.active, .group(group), after: after, as: principal)
        let unread = try await forum.unread(among: found.items, as: principal)
        return GroupThreads(
            rows: found.items.map { ThreadRow($0, unread: unread[$0.id] ?? 0, visit: visit) }, next: found.next)
    }
}
