import Core
import Hummingbird
import Mustache

/// What a person sees when something does not work.
package struct ProblemPage: Page {
    package static let template = "problem"

    private let problem: Problem
    private let visit: Visit

    package init(_ problem: Problem, _ visit: Visit) {
        self.problem = problem
        self.visit = visit
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "statusCode": "\(problem.status.code)"
        case "problemHeading": visit.phrases.text("problem_title_\(problem.titleKey)")
        case "problemDetail": visit.phrases.text("problem_\(problem.code)", problem.arguments)
        case "requestID": visit.requestID
        case "canGoHome": visit.here != "/"
        case "canSignIn": visit.principal.member == nil
        case "signInPath": Links.signIn(back: visit.here)
        default: nil
        }
    }
}
