import { build } from "../views/dom.js";

/**
 * Draws a link. One to this very page, as to a message, opens here.
 *
 * @param {string} url
 * @param {string} text
 */
export function linkTo(url, text) {
  const { origin, pathname, hash } = new URL(url);
  const isHere = origin === location.origin && pathname === location.pathname && hash !== "";
  const attributes = {
    href: url,
    target: isHere ? undefined : "_blank",
    rel: isHere ? undefined : "noopener noreferrer nofollow",
    // Shows the address that the link leads to, with a host in another script in its encoded form.
    title: url === text || url === `${text}/` ? undefined : url,
  };
  return build("a", attributes, text);
}
