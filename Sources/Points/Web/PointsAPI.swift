import Core
import Hummingbird
import Points
import WebSupport

/// JSON routes of the points systems.
package struct PointsAPI: Sendable {
    private let library: PointsLibrary

    package init(library: PointsLibrary = .shipped) { self.library = library }

    @Sendable package func list(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<PointsSystemRecord>> {
        let language = context.visit.language.rawValue
        return .ok(
            ListAnswer(items: library.systems.map { PointsSystemRecord($0, language: language) }, next: nil))
    }

    @Sendable package func show(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PointsSystemRecord> {
        let system = try library.system(try context.text("system"))
        return .ok(PointsSystemRecord(system, language: context.visit.language.rawValue))
    }

    @Sendable package func evaluate(
        _ request: Request, context: VisitorContext, draft: EvaluationDraft
    ) async throws -> Answer<EvaluationRecord> {
        let id = try context.text("system")
        _ = try library.system(id)
        try draft.check(at: context.visit.now)
        let day = try draft.day(at: context.visit.now)
        do {
            let (system, profile, result) = try library.evaluate(id, draft.input ?? [:], on: day)
            return .ok(
                EvaluationRecord(system, profile, result, on: day, words: PointsWords(context.visit.phrases)))
        } catch var problem as Problem {
            problem.fields = problem.fields.map { FieldProblem("input/\($0.field)", $0.code, $0.arguments) }
            throw problem
        }
    }
}
