import CZlib
import Core
import Hummingbird
import NIOCore

/// gzip (RFC 1952) by zlib.
package enum Gzip {
    /// Whether the client takes gzip (RFC 9110, section 12.5.3).
    static func isAccepted(by request: Request) -> Bool {
        guard let accepted = request.headers[.acceptEncoding] else { return false }
        return accepted.split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
            // A weight of 0 means never.
            return parts.first == "gzip"
                && !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }

    /// The bytes compressed; `nil` when zlib is out of memory.
    static func compressed(_ plain: ByteBuffer) -> ByteBuffer? {
        var stream = z_stream()
        // 15 bits of window, and 16 for a gzip header.
        guard
            deflateInit2_(
                &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var input = plain
        var output = ByteBuffer()
        let bound = Int(deflateBound(&stream, UInt(plain.readableBytes)))
        let status = input.withUnsafeMutableReadableBytes { source -> Int32 in
            stream.next_in = source.bindMemory(to: UInt8.self).baseAddress
            stream.avail_in = UInt32(source.count)
            var status = Z_STREAM_ERROR
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
                stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(target.count)
                status = deflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
            return status
        }
        return status == Z_STREAM_END ? output : nil
    }

    /// The bytes unpacked, of at most `limit`.
    /// - Throws: `unsupportedType` with `bad_encoding` for what is no gzip; `tooLarge` for what unpacks to more.
    package static func unpacked(_ packed: ByteBuffer, upTo limit: Int) throws -> ByteBuffer {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Problem(.unavailable, "busy", retryAfter: 5)
        }
        defer { inflateEnd(&stream) }
        var input = packed
        var output = ByteBuffer()
        try input.withUnsafeMutableReadableBytes { source in
            stream.next_in = source.bindMemory(to: UInt8.self).baseAddress
            stream.avail_in = UInt32(source.count)
            while true {
                var status = Z_STREAM_ERROR
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: 64 << 10) { target in
                    stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
                    stream.avail_out = UInt32(target.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return target.count - Int(stream.avail_out)
                }
                if output.readableBytes > limit {
                    throw Problem(.tooLarge, "too_large", arguments: ["maxBytes": "\(limit)"])
                }
                if status == Z_STREAM_END { return }
                guard status == Z_OK, stream.avail_in > 0 || stream.avail_out == 0 else {
                    throw Problem(.unsupportedType, "bad_encoding")
                }
            }
        }
        return output
    }
}

/// Compresses text of 1 KiB and more for clients that take gzip.
package struct CompressionMiddleware: RouterMiddleware {
    package typealias Context = VisitorContext

    package init() {}

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard let length = response.body.contentLength, length >= 1024, request.method != .head,
            response.headers[.contentEncoding] == nil, Gzip.isAccepted(by: request),
            let type = response.headers[.contentType],
            type.hasPrefix("text/") || type.contains("json") || type.contains("xml;")
        else { return response }
        let collected = CollectingWriter()
        try await response.body.write(collected)
        if let compressed = Gzip.compressed(collected.buffer) {
            response.headers[.contentEncoding] = "gzip"
            response.headers[.contentLength] = "\(compressed.readableBytes)"
            response.body = .init(byteBuffer: compressed)
        } else {
            response.body = .init(byteBuffer: collected.buffer)
        }
        response.headers[.vary] = [response.headers[.vary], "Accept-Encoding"].compactMap { $0 }.joined(separator: ", ")
        return response
    }
}

/// Takes a whole body into memory; used by one request at a time.
final class CollectingWriter: ResponseBodyWriter {
    var buffer = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws {
        self.buffer.writeImmutableBuffer(buffer)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
