import Core
import Forum
import Mustache
import WebSupport

/// One line of a list of threads.
package struct ThreadRow: MustacheParent, Sendable {
    private let thread: ForumThread
    /// Posts that came since the reader looked.
    private let unread: Int
    private let visit: Visit

    package init(_ thread: ForumThread, unread: Int = 0, visit: Visit) {
        self.thread = thread
        self.unread = unread
        self.visit = visit
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "threadPath": thread.path
        case "threadTitle": thread.title
        case "kindLabel": visit.phrases.text("kind_\(thread.kind.rawValue)")
        case "answersText": visit.phrases.text("answers", count: thread.answerCount)
        case "isAnswered": thread.acceptedPostID != nil
        case "hasAnswers": thread.answerCount > 0
        case "author": PersonView(byline: thread.byline, visit: visit)
        case "threadGroups": thread.group.map { [ThreadGroupView(group: $0)] } ?? []
        case "category": CategoryView(category: thread.category)
        case "tags": thread.tags.map { TagView(name: $0, uses: 0) }
        case "asked": Moment(thread.createdAt, visit)
        case "waitings": waiting.map { [$0] } ?? []
        case "threadCorridors": corridor.map { [$0] } ?? []
        case "isUnread": unread > 0
        case "unreadTexts": unread > 0 ? [unreadText] : []
        case "unreadPath": "/threads/\(thread.id)/unread"
        default: nil
        }
    }

    /// How long a question has waited, from the first day on.
    private var waiting: String? {
        let waited = visit.now.since(thread.createdAt)
        guard thread.kind == .question, thread.answerCount == 0, waited > .days(1) else { return nil }
        let (unit, count) = Moment.unit(waited.milliseconds / 1000)
        return visit.phrases.text("waits_\(unit)", count: count)
    }

    /// `3 new`, or `99+ new`.
    private var unreadText: String {
        unread < ForumService.mostUnread
            ? visit.phrases.text("unread", count: unread)
            : visit.phrases.text("unread_many", ["count": "\(ForumService.mostUnread - 1)+"])
    }

    private var corridor: String? {
        thread.author.flatMap { Names.corridor(from: $0.origin, to: $0.destination, visit.language) }
    }
}
