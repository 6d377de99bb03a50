import Core
import TestSupport
import Testing

extension TestApp {
    /// States that `body` is refused with exactly this problem, and that nothing was written.
    func refuses(
        _ problem: Problem, sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Void
    ) async throws {
        let before = try await contents()
        do {
            try await body()
            Issue.record("it was not refused", sourceLocation: sourceLocation)
        } catch let found as Problem {
            #expect(found == problem, sourceLocation: sourceLocation)
        }
        #expect(try await contents() == before, sourceLocation: sourceLocation)
    }

    /// States that `body` writes nothing.
    func writesNothing<Value>(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        let before = try await contents()
        let value = try await body()
        #expect(try await contents() == before, sourceLocation: sourceLocation)
        return value
    }
}
