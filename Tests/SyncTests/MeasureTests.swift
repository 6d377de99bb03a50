import Core
import Foundation
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite(.enabled(if: ProcessInfo.processInfo.environment["SYNC_MEASURE"] != nil)) struct MeasureTests {
    @Test func measure() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        for s in 0..<50 { try await site.subscribe(member, "s:\(s)") }
        for s in 0..<50 {
            try await site.write((0..<1000).map { "\(s)-\($0)" }, String(repeating: "x", count: 300), in: "s:\(s)")
        }
        var replica = Replica(site.service, member)
        let clock = ContinuousClock()
        var pages = 0
        var rows = 0
        let raw = try await clock.measure {
            var cookie: JSONValue? = nil
            while true {
                let answer = try await site.service.pull(
                    PullRequest(clientGroupID: replica.group, cookie: cookie), as: .member(member))
                guard case .page(let page) = answer else { return }
                _ = try answer.body()
                rows += page.operations.count
                cookie = page.cookie
                pages += 1
                if !page.hasMore { break }
            }
            replica.cookie = cookie
        }
        print("snapshot: \(rows) rows, \(pages) pages, \(raw)")
        let request = PullRequest(clientGroupID: replica.group, cookie: replica.cookie)
        var times: [Duration] = []
        for _ in 0..<2000 {
            times.append(try await clock.measure { _ = try await site.service.pull(request, as: .member(member)).body() })
        }
        times.sort()
        print("unchanged: p50 \(times[1000]) p99 \(times[1980])")
        try await site.write((0..<100).map { "3-\($0)" }, "new", in: "s:3")
        times = []
        for _ in 0..<200 {
            times.append(try await clock.measure { _ = try await site.service.pull(request, as: .member(member)).body() })
        }
        times.sort()
        print("delta of 100: p50 \(times[100]) p99 \(times[198])")
        let queue = (1...5000).map { ClientMutation.count(Int64($0), "n\($0)") }
        let push = try await clock.measure { _ = try await replica.push(queue) }
        print("push of 5000: \(push)")
        let again = try await clock.measure { _ = try await replica.push(queue.suffix(1000)) }
        print("repeat of 1000: \(again)")
        let scopes = (0..<50).map { "s:\($0)" }
        let plan = try await site.store.read { t in
            try t.rows(
                """
                EXPLAIN QUERY PLAN SELECT DISTINCT entity, row_id, ver FROM change_index_entry
                WHERE \(t.dialect.anyOf("scope", scopes)) AND (ver, entity, row_id) > (5, 'note', 'x') ORDER BY ver, entity, row_id LIMIT 256
                """) { $0.text(3) }
                + t.rows(
                    """
                    EXPLAIN QUERY PLAN SELECT DISTINCT entity, row_id, ver FROM change_index_entry
                    WHERE \(t.dialect.anyOf("scope", scopes)) AND ver > 5 ORDER BY ver, entity, row_id LIMIT 256
                    """) { $0.text(3) }
                + t.rows(
                    """
                    EXPLAIN QUERY PLAN SELECT row_id, max(ver) FROM change_index_entry
                    WHERE entity = 'note' AND \(t.dialect.anyOf("row_id", ["a"])) AND state = 1
                    AND \(t.dialect.anyOf("scope || ''", scopes)) GROUP BY row_id
                    """) { $0.text(3) }
                + t.rows(
                    """
                    EXPLAIN QUERY PLAN SELECT DISTINCT entity, row_id, ver FROM change_index_entry
                    WHERE scope = 'x' AND state = 1 AND (entity, row_id) > ('a', 'b') ORDER BY entity, row_id LIMIT 4
                    """) { $0.text(3) }
        }
        print(plan.joined(separator: "\n"))
    }
}
