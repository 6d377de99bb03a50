import Core
import HTTPTypes
import NIOCore
import Storage
import Synchronization
import Testing

@testable import WebSupport

/// A database that has the version it is told to have.
private final class Watched: CommitWatch {
    private let number = Mutex<Int64?>(1)
    var version: Int64? { number.withLock { $0 } }
    func set(_ version: Int64?) { number.withLock { $0 = version } }
}

private func key(_ address: String) -> PageCache.Key {
    PageCache.Key(address: address, language: "en", theme: "auto", isCompressed: false)
}

private func page(_ text: String) -> PageCache.Page { PageCache.Page(headers: [:], body: ByteBuffer(string: text)) }

@Suite("What is kept in memory")
struct PageCacheTests {
    private let watch = Watched()
    private let now = Timestamp(milliseconds: 1_795_251_600_000)

    @Test func nothingIsKeptOfADatabaseThatCannotTell() {
        watch.set(nil)
        #expect(PageCache(watch: watch, bytes: 1 << 20).moment(at: now) == nil)
    }

    @Test func aPageBegunBeforeACommitIsNotKept() throws {
        let cache = PageCache(watch: watch, bytes: 1 << 20)
        let before = try #require(cache.moment(at: now))
        #expect(cache.page(key("/"), at: before) == nil)
        watch.set(2)
        let after = try #require(cache.moment(at: now))
        #expect(cache.page(key("/"), at: after) == nil)
        cache.keep(page("old"), key("/"), since: before)
        #expect(cache.page(key("/"), at: after) == nil && cache.size.pages == 0)
        cache.keep(page("new"), key("/"), since: after)
        #expect(cache.page(key("/"), at: after)?.body == ByteBuffer(string: "new"))
    }

    @Test func aCommitForgetsEverything() throws {
        let cache = PageCache(watch: watch, bytes: 1 << 20)
        let before = try #require(cache.moment(at: now))
        for number in 0..<5 {
            _ = cache.page(key("/\(number)"), at: before)
            cache.keep(page("\(number)"), key("/\(number)"), since: before)
        }
        #expect(cache.size.pages == 5)
        watch.set(2)
        let after = try #require(cache.moment(at: now))
        #expect(cache.page(key("/0"), at: after) == nil && cache.size == (0, 0))
    }

    @Test func soDoTenSeconds() throws {
        let cache = PageCache(watch: watch, bytes: 1 << 20)
        let first = try #require(cache.moment(at: now))
        _ = cache.page(key("/"), at: first)
        cache.keep(page("old"), key("/"), since: first)
        let within = try #require(cache.moment(at: now.advanced(by: Span(milliseconds: 9_999))))
        #expect(within == first && cache.page(key("/"), at: within) != nil)
        let later = try #require(cache.moment(at: now.advanced(by: .seconds(10))))
        #expect(cache.page(key("/"), at: later) == nil)
        #expect(cache.time(of: first) == now && cache.time(of: later) == now.advanced(by: .seconds(10)))
    }

    @Test func itNeverTakesMoreThanItMay() throws {
        let cache = PageCache(watch: watch, bytes: 50_000)
        let moment = try #require(cache.moment(at: now))
        _ = cache.page(key("/"), at: moment)
        for number in 0..<200 {
            cache.keep(page(String(repeating: "x", count: number * 37)), key("/\(number)"), since: moment)
            #expect(cache.size.bytes <= 50_000)
        }
        cache.keep(page(String(repeating: "x", count: 50_000)), key("/huge"), since: moment)
        #expect(cache.page(key("/huge"), at: moment) == nil && cache.size.pages > 0)
    }

    @Test func aPageKeptAgainTakesItsPlace() throws {
        let cache = PageCache(watch: watch, bytes: 50_000)
        let moment = try #require(cache.moment(at: now))
        _ = cache.page(key("/"), at: moment)
        for text in ["first", "second"] { cache.keep(page(text), key("/"), since: moment) }
        #expect(cache.size == (1, page("second").cost))
    }
}
