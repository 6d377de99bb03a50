import Forum
import Notices
import ServiceLifecycle
import Storage

/// What happens in the forum, as notices hear it: the only place that knows both.
extension NoticeService {
    func hear(_ event: ForumEvent, in transaction: any WriteTransaction) throws {
        switch event {
        case .published(let post, let mentions):
            try published(post.text, mentions: mentions, in: transaction)
        case .edited(let post, let mentions): try edited(post.text, mentions: mentions, in: transaction)
        case .accepted(let post): try accepted(post.text, in: transaction)
        case .unaccepted(let post): try unaccepted(post.text, in: transaction)
        case .read(let thread, let time, let member):
            try read(thread.text, upTo: time, by: member, in: transaction)
        // Without a title: the thread may be somebody's secret tomorrow.
        case .reminded(let post, let member): try tell(member, .bookmark, of: post.text, title: "", in: transaction)
        case .suggested(let post, let author):
            try tell(author, .guideSuggested, of: post.text, title: "", in: transaction)
        case .guideEdited(let post, let author):
            try tell(author, .guideEdited, of: post.text, title: "", in: transaction)
        case .suggestionDecided(let post, let member, let isApplied):
            let kind: Notice.Kind = isApplied ? .suggestionApplied : .suggestionDeclined
            try tell(member, kind, of: post.text, title: "", in: transaction)
        case .seenByOthers(let thread): try seenByOthers(thread.text, in: transaction)
        }
    }
}

/// Tells those of many who watch whom the post itself did not tell, and those by letter who did not look.
struct NoticeRounds: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "notices"

    let services: Services

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await services.store.alone("notices") {
                    while try await services.notices.spread() {}
                    try await services.notices.sendLetters()
                }
            } catch {
                services.logger.failure("notices not spread or sent", error)
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
        }
    }
}
