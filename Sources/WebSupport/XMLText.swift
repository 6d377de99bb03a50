import Core
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// XML as feeds and site maps need it.
package enum XMLText {
    /// Text between tags or in an attribute; characters that XML 1.0 does not know are left out.
    package static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
            case "\t", "\n", "\r": out.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    /// A document that is the same for everybody, tagged by a hash of it and kept for five minutes.
    package static func response(_ text: String, type: String) -> Response {
        let body = ByteBuffer(string: text)
        var response = Response(status: .ok, body: .init(byteBuffer: body))
        response.headers[.contentType] = type
        response.headers[.contentLength] = "\(body.readableBytes)"
        response.headers[.cacheControl] = "public, max-age=300"
        response.headers[.eTag] = "W/\"\(Base64URL.encode(SHA256.hash(data: body.readableBytesView)).prefix(22))\""
        return response
    }
}
