import Core
import HTTPTypes
import NIOCore
import Storage
import Synchronization

/// Whole pages as visitors get them, for as long as nothing was committed and the times on them are right.
///
/// All that is kept was read at one version of the database. As soon as the database has another, or the next ten
/// seconds have begun, everything is forgotten: nothing can be shown that was hidden, changed or deleted since.
package final class PageCache: Sendable {
    /// What a visitor's page depends on, beside the database and the time.
    struct Key: Hashable, Sendable {
        /// Path and query.
        let address: String
        let language: String
        let theme: String
        let isCompressed: Bool
    }

    struct Page: Sendable {
        let headers: HTTPFields
        let body: ByteBuffer

        /// About what it takes in memory.
        var cost: Int { body.readableBytes + 2_000 }
    }

    /// The version that pages are kept of, and how old the times on them are.
    struct Moment: Equatable, Sendable {
        let version: Int64
        let slot: Int64
    }

    private struct Kept {
        var moment: Moment?
        var pages: [Key: Page] = [:]
        var cost = 0
    }

    /// Times on pages are those of the beginning of the span in which they are shown.
    static let span = Span.seconds(10)

    private let watch: any CommitWatch
    private let limit: Int
    private let kept = Mutex(Kept())

    /// - Parameter bytes: what the pages may take together; when they would take more, all are forgotten.
    package init(watch: any CommitWatch, bytes: Int) {
        self.watch = watch
        limit = bytes
    }

    /// `nil` while nothing may be kept.
    func moment(at now: Timestamp) -> Moment? {
        watch.version.map { Moment(version: $0, slot: now.milliseconds / Self.span.milliseconds) }
    }

    /// The time that pages of the moment show.
    func time(of moment: Moment) -> Timestamp { Timestamp(milliseconds: moment.slot * Self.span.milliseconds) }

    func page(_ key: Key, at moment: Moment) -> Page? {
        kept.withLock { kept in
            guard kept.moment == moment else {
                kept = Kept(moment: moment)
                return nil
            }
            return kept.pages[key]
        }
    }

    /// - Parameter moment: when the page began to be made: what was committed meanwhile may be on it or not.
    func keep(_ page: Page, _ key: Key, since moment: Moment) {
        kept.withLock { kept in
            guard kept.moment == moment, page.cost <= limit else { return }
            if kept.cost + page.cost > limit { kept = Kept(moment: moment) }
            if let former = kept.pages.updateValue(page, forKey: key) { kept.cost -= former.cost }
            kept.cost += page.cost
        }
    }

    /// Pages kept, and about how many bytes they take.
    package var size: (pages: Int, bytes: Int) { kept.withLock { ($0.pages.count, $0.cost) } }
}
