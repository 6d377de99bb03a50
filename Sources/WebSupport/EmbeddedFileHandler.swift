import Core
import Crypto
import Embedded
import Foundation
import Hummingbird
import NIOCore

/// Serves `Public` byte for byte: strong ETag of the content, no ranges. An address that carries the content's hash
/// may be kept for good; the plain one is asked for again each time.
package struct EmbeddedFileHandler: Sendable {
    private struct Asset: Sendable {
        let plain: ByteBuffer
        let compressed: ByteBuffer?
        let type: String
        let tag: String
        let version: String
    }

    private let assets: [String: Asset]
    private let folder: String?

    /// - Parameter folder: where `Public` is read from while developing; `nil` for the embedded bytes.
    package init(files: [EmbeddedFile] = PublicFiles.all, folder: String? = nil) {
        self.folder = folder
        assets = Dictionary(uniqueKeysWithValues: files.map { ($0.name, Self.asset($0)) })
    }

    /// Names of the files served, each at `/<name>`.
    package var names: [String] { assets.keys.sorted() }

    private static func asset(_ file: EmbeddedFile) -> Asset {
        let hash = Base64URL.encode(SHA256.hash(data: file.data))
        let type = mediaTypes[String(file.name.split(separator: ".").last ?? "")] ?? "application/octet-stream"
        return Asset(
            plain: ByteBuffer(bytes: file.bytes),
            compressed: file.bytes.count >= 1024 ? Gzip.compressed(ByteBuffer(bytes: file.bytes)) : nil,
            type: type, tag: String(hash.prefix(22)), version: String(hash.prefix(12)))
    }

    private static let mediaTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8", "webmanifest": "application/manifest+json", "png": "image/png",
        "json": "application/json",
    ]

    package func serve(_ name: String, _ request: Request) throws -> Response {
        let version = request.uri.queryParameters["v"].map(String.init)
        return try answer(name, request) { $0.version == version }
    }

    /// The same at an address that names all files together: scripts find one another beside themselves.
    @Sendable package func serveBuild(_ request: Request, context: VisitorContext) async throws -> Response {
        let isPresent = try context.text("build") == PublicFiles.build(folder)
        return try answer(try context.text("name"), request) { _ in isPresent }
    }

    private func answer(_ name: String, _ request: Request, keptIf isKept: (Asset) -> Bool) throws -> Response {
        guard var asset = assets[name] else { throw Problem.notFound }
        if folder != nil {
            let file = PublicFiles.file(named: EmbeddedFile(path: "Public/\(name)", bytes: []), in: folder)
            if !file.bytes.isEmpty { asset = Self.asset(file) }
        }
        let compressed = Gzip.isAccepted(by: request) ? asset.compressed : nil
        let body = compressed ?? asset.plain
        var response = Response(status: .ok, body: .init(byteBuffer: body))
        response.headers[.contentType] = asset.type
        response.headers[.contentLength] = "\(body.readableBytes)"
        response.headers[.acceptRanges] = "none"
        response.headers[.eTag] = "\"\(asset.tag)\(compressed == nil ? "" : "-gz")\""
        if compressed != nil { response.headers[.contentEncoding] = "gzip" }
        if asset.compressed != nil { response.headers[.vary] = "Accept-Encoding" }
        response.headers[.cacheControl] =
            isKept(asset) ? "public, max-age=31536000, immutable" : "public, no-cache"
        return response
    }
}
