import App
import Core
import Crypto
import Forum
import Foundation
import Notices
import Outbound
import TestSupport
import Testing

/// A browser that has subscribed: it alone can read what is sealed for it.
struct PushBrowser: Sendable {
    let endpoint: String
    private let key = P256.KeyAgreement.PrivateKey()
    private let secret = [UInt8](repeating: 7, count: 16)

    init(_ endpoint: String) { self.endpoint = endpoint }

    var p256dh: String { Base64URL.encode(key.publicKey.x963Representation) }
    var auth: String { Base64URL.encode(secret) }
    var json: String { #"{"endpoint": "\#(endpoint)", "p256dh": "\#(p256dh)", "auth": "\#(auth)"}"# }

    /// What a message says, by RFC 8291 and RFC 8188 as a browser reads them.
    func open(_ message: PushReceiver.Message) throws -> [String: Any] {
        let text = try opened(message.body)
        return try #require(try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any])
    }

    func opened(_ body: [UInt8]) throws -> [UInt8] {
        try #require(body.count > 86)
        try #require(Array(body[16..<21]) == [0, 0, 16, 0, 65])
        let (salt, sender) = (Array(body[..<16]), Array(body[21..<86]))
        let own = [UInt8](key.publicKey.x963Representation)
        let input = try key.sharedSecretFromKeyAgreement(with: .init(x963Representation: sender))
            .hkdfDerivedSymmetricKey(
                using: SHA256.self, salt: secret, sharedInfo: Array("WebPush: info\0".utf8) + own + sender,
                outputByteCount: 32)
        func derived(_ info: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: input, salt: salt, info: Array(info.utf8), outputByteCount: count)
        }
        let nonce = derived("Content-Encoding: nonce\0", 12).withUnsafeBytes { Array($0) }
        let box = try AES.GCM.SealedBox(combined: nonce + body[86...])
        let padded = [UInt8](try AES.GCM.open(box, using: derived("Content-Encoding: aes128gcm\0", 16)))
        let end = try #require(padded.lastIndex { $0 != 0 })
        try #require(padded[end] == 2)
        return Array(padded[..<end])
    }
}

/// What a site says of itself to a push service (RFC 8292), when its signature is right.
struct PushClaims {
    let claims: [String: Any]
    let key: String

    init(_ header: String) throws {
        let match = try #require(header.wholeMatch(of: /vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)/))
        key = String(match.output.4)
        let signer = try P256.Signing.PublicKey(x963Representation: try #require(Base64URL.decode(key)))
        let signature = try P256.Signing.ECDSASignature(
            rawRepresentation: try #require(Base64URL.decode(String(match.output.3))))
        let isRight = signer.isValidSignature(signature, for: Data("\(match.output.1).\(match.output.2)".utf8))
        try #require(isRight)
        let head = try #require(Base64URL.decode(String(match.output.1)))
        #expect(String(decoding: head, as: UTF8.self) == #"{"typ":"JWT","alg":"ES256"}"#)
        let body = try #require(Base64URL.decode(String(match.output.2)))
        claims = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }
}

/// Somebody who asked, somebody who answers, and a device of the first.
struct PushScene: Sendable {
    let app: TestApp
    let receiver: PushReceiver
    let asker: TestMember
    let helper: TestMember
    let path: String
    let browser: PushBrowser

    static func play(_ body: @escaping @Sendable (PushScene) async throws -> Void) async throws {
        try await PushReceiver.run { receiver in
            try await TestApp.run(options: ["push-receiver": receiver.origin]) { app in
                let (asker, helper, thread) = try await app.scene("The secrettitle of a question of mine")
                app.clock.advance(.minutes(1))
                let browser = PushBrowser("\(receiver.origin)/push/1")
                let scene = PushScene(
                    app: app, receiver: receiver, asker: asker, helper: helper,
                    path: "/api/v1/threads/\(thread.id)/posts", browser: browser)
                let added = try await scene.subscribe(browser, asker)
                #expect(added.status == 201, "\(added.text)")
                try await body(scene)
            }
        }
    }

    func subscribe(_ browser: PushBrowser, _ member: TestMember) async throws -> Answer {
        try await app.api(.post, "/api/v1/me/push-subscriptions", browser.json, as: member.program)
    }

    /// The same by the page, as a browser that is signed in.
    func subscribe(_ browser: PushBrowser, by viewer: Viewer) async throws -> Answer {
        try await app.submit(
            "/settings/push/devices",
            ["endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth], as: viewer)
    }

    @discardableResult
    func answer(_ words: String = "They asked me for the secretword only.") async throws -> PostID {
        let answer = try await app.api(.post, path, #"{"body": "\#(words)"}"#, as: helper.program)
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(PostID("\(try answer.json()["id"] ?? "")"))
    }

    func set(_ settings: String) async throws {
        let all = #"{"replies": true, "mentions": true, "accepted": true, "watched": true, \#(settings)}"#
        let answer = try await app.api(.put, "/api/v1/me/notification-settings", all, as: asker.program)
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// What the receiver got when what is due after a while was sent.
    func sent(after span: Span = .seconds(11)) async throws -> [PushReceiver.Message] {
        app.clock.advance(span)
        let outbound = OutboundClient(site: "", rules: app.services.settings.outboundRules)
        try await app.services.notices.sendPushes(by: OutboundPush(outbound: outbound))
        return receiver.take()
    }

    var devices: Int {
        get async throws { try await app.count("SELECT count(*) FROM push_subscription") }
    }

    var waiting: Int {
        get async throws { try await app.count("SELECT count(*) FROM push_message") }
    }
}
