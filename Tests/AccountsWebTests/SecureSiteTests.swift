import Accounts
import App
import Core
import Hummingbird
import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

/// The same program reached at an `https` address: its cookies may travel on no other.
@Suite struct SecureSiteTests {
    /// Runs `body` against the program of a test, behind a proxy with TLS.
    private func run(_ body: @Sendable (TestApp, any TestClientProtocol) async throws -> Void) async throws {
        try await TestApp.run { app in
            var settings = app.services.settings
            settings.address = "https://karwan.example"
            var surroundings = Services.Surroundings()
            surroundings.clock = app.clock.clock
            surroundings.hashCost = PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
            let services = try await Services(
                settings: settings, store: app.services.store, surroundings: surroundings, logger: app.services.logger)
            let application = Application(
                responder: try buildRouter(services).router.buildResponder(), logger: app.services.logger)
            try await application.test(.router) { client in try await body(app, client) }
        }
    }

    private func signIn(_ client: any TestClientProtocol, origin: String?) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.origin] = origin
        let body = "email=sana%40example.org&password=a+caravan+of+many+words"
        return try await client.executeRequest(
            uri: "/sign-in", method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    @Test(arguments: ["http://karwan.example", "https://karwan.example.org", "https://evil.example", "null"])
    func anotherOriginIsRefused(origin: String) async throws {
        try await run { app, client in
            _ = try await app.member("sana")
            let before = try await app.contents()
            let response = try await signIn(client, origin: origin)
            #expect(response.status == .forbidden)
            #expect(try await app.contents() == before)
        }
    }

    @Test func theSessionCookieIsForThisHostAndTLSAlone() async throws {
        try await run { app, client in
            _ = try await app.member("sana")
            let response = try await signIn(client, origin: "https://karwan.example")
            #expect(response.status == .seeOther)
            let cookies = response.headers[values: .setCookie]
            let session = try #require(cookies.first { $0.hasPrefix("__Host-karwan_session=") })
            let parts = Set(session.split(separator: ";").dropFirst().map { $0.drop { $0 == " " } })
            #expect(parts == ["Path=/", "Max-Age=15552000", "HttpOnly", "SameSite=Lax", "Secure"])
            #expect(!cookies.contains { $0.hasPrefix("karwan_session=") })
            let pair = session.split(separator: ";").first.map(String.init) ?? ""
            let page = try await client.executeRequest(
                uri: "/settings/profile", method: .get, headers: [.cookie: pair], body: nil)
            #expect(page.status == .ok)
            let plain = String(pair.dropFirst("__Host-".count))
            let refused = try await client.executeRequest(
                uri: "/settings/profile", method: .get, headers: [.cookie: plain], body: nil)
            #expect(refused.status == .seeOther)
        }
    }

    @Test func everyCookieIsSecure() async throws {
        try await run { app, client in
            _ = try await app.member("sana")
            let signIn = try await signIn(client, origin: "https://karwan.example")
            let page = try await client.executeRequest(uri: "/sign-in", method: .get, headers: [:], body: nil)
            let cookies = signIn.headers[values: .setCookie] + page.headers[values: .setCookie]
            #expect(cookies.count == 3)
            #expect(cookies.allSatisfy { $0.hasSuffix("; Secure") || $0.contains("; Secure;") }, "\(cookies)")
        }
    }

    @Test func browsersAreToldToStayWithTLS() async throws {
        try await run { _, client in
            for path in ["/", "/app.css", "/api/v1/me", "/nowhere"] {
                let response = try await client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
                #expect(response.headers[.strictTransportSecurity] == "max-age=31536000", "\(path)")
            }
        }
        try await TestApp.run { app in
            let answer = try await app.get("/")
            #expect(answer.header("Strict-Transport-Security") == nil)
        }
    }

    @Test func lettersLinkToTheSite() async throws {
        try await run { app, client in
            let body = "email=sana%40example.org&username=sana&displayName=Sana&password=a+caravan+of+many+words"
            let response = try await client.executeRequest(
                uri: "/sign-up", method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded", .origin: "https://karwan.example"],
                body: ByteBuffer(string: body))
            #expect(response.status == .ok)
            #expect(try await app.letters().first?.body.contains("https://karwan.example/verify/") == true)
        }
    }
}
