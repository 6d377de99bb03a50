import Core
import Hummingbird
import Points
import WebSupport

/// JSON routes of the points systems.
package struct PointsAPI: Sendable {
    private let points: PointsService

    package init(points: PointsService) { self.points = points }

    /// The rules of the day that is asked for, or of today.
    private func day(_ request: Request, _ context: VisitorContext) throws -> String {
        let typed = request.typed("on")
        return typed.isEmpty ? PointsDay.of(context.visit.now) : try PointsDay.checked(typed)
    }

    @Sendable package func list(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<PointsSystemRecord>> {
        let library = try await points.library()
        let items = library.systems(on: try day(request, context)).map {
            PointsSystemRecord($0, library.ruleSets(of: $0.id), language: context.visit.language.rawValue)
        }
        return .ok(ListAnswer(items: items, next: nil))
    }

    @Sendable package func show(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PointsSystemRecord> {
        let library = try await points.library()
        let system = try library.system(try context.text("system"), on: try day(request, context))
        return .ok(
            PointsSystemRecord(
                system, library.ruleSets(of: system.id), language: context.visit.language.rawValue))
    }

    @Sendable package func evaluate(
        _ request: Request, context: VisitorContext, draft: EvaluationDraft
    ) async throws -> Answer<EvaluationRecord> {
        let id = try context.text("system")
        let library = try await points.library()
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
