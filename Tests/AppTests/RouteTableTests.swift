import App
import Foundation
import TestSupport
import Testing

@Suite("The routes")
struct RouteTableTests {
    /// `swift run karwan routes > Tests/AppTests/routes.txt` writes it anew; the difference is to be read.
    @Test func theyAreThoseOfTheCheckedInTable() async throws {
        try await TestApp.run { app in
            let routes = try buildRouter(app.services).routes
                .sorted { ($0.path, $0.method) < ($1.path, $1.method) }
                .map { "\($0.method)\t\($0.path)\t\($0.gate.rawValue)" }
            let table = try Project.text("Tests/AppTests/routes.txt").split(separator: "\n").map(String.init)
            #expect(routes.filter { !table.contains($0) } == [], "new")
            #expect(table.filter { !routes.contains($0) } == [], "gone")
            #expect(routes.count == Set(routes).count, "twice")
        }
    }

    @Test func aMembersRouteSendsNobodyToSignIn() async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            for route in try buildRouter(app.services).routes where route.gate == .member {
                let path = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "x" : $0 }.joined(separator: "/")
                let answer = try await app.send(
                    try #require(.init(rawValue: route.method)), "/\(path)", headers: ["Sec-Fetch-Site": "same-origin"])
                let isProgram = path.hasPrefix("api/") || path.hasPrefix("sync/")
                #expect(answer.status == (isProgram ? 401 : 303), "\(route.method) \(route.path)")
                if isProgram { #expect(answer.header("WWW-Authenticate") == "Bearer") }
            }
            #expect(try await app.contents() == before)
        }
    }

    @Test func anotherMethodIsToldWhichThereAre() async throws {
        try await TestApp.run { app in
            for (path, allowed) in [
                ("/threads", "GET, HEAD"), ("/sign-in", "GET, HEAD, POST"), ("/api/v1/threads", "GET, HEAD, POST"),
            ] {
                let answer = try await app.send(.put, path, headers: ["Sec-Fetch-Site": "same-origin"])
                #expect(answer.status == 405 && answer.header("Allow") == allowed, "\(path)")
            }
            let missing = try await app.send(.put, "/nowhere", headers: ["Sec-Fetch-Site": "same-origin"])
            #expect(missing.status == 404)
        }
    }
}
