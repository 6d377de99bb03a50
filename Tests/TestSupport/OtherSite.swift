import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A site elsewhere, on this machine: over TLS, with a certificate made for the moment and for its name alone.
package struct OtherSite: Sendable {
    /// What a path is answered with: HTTP's number and where it has moved to; `nil` never answers.
    package typealias Answers = @Sendable (_ path: String) -> (status: Int, location: String?)?

    package let name: String
    package let port: Int
    /// PEM file of the certificate.
    package let certificate: String

    /// The address of a page of the site.
    package func address(_ path: String) -> String { "https://\(name):\(port)\(path)" }

    /// Serves while `body` runs.
    package static func run(
        _ name: String, _ answers: @escaping Answers, _ body: (OtherSite) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "other-site-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (chain, key) = (folder.appending(path: "chain.pem").path, folder.appending(path: "key.pem").path)
        try certify(name, chain: chain, key: key)
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        let context = try NIOSSLContext(configuration: configuration)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(AnswerHandler(answers))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let site = OtherSite(name: name, port: server.localAddress?.port ?? 0, certificate: chain)
        do { try await body(site) } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private static func certify(_ name: String, chain: String, key: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", chain,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
}

private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answers: OtherSite.Answers

    init(_ answers: @escaping OtherSite.Answers) { self.answers = answers }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data), let answer = answers(request.uri) else { return }
        var headers: HTTPHeaders = ["Content-Length": "4", "Content-Type": "text/html"]
        if let location = answer.location { headers.add(name: "Location", value: location) }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "page")))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
