// Marks the texts of a page whose contrast axe shall work out, and gives the looks of them: of
// those that look alike the first and the last, unless it is known that they can be read.
//
// Alike look texts of one colour, size and weight, whose elements, up to the root, have the same
// tags, classes and colours behind them. By itself is tried what may differ for another reason:
// fields and their labels, what names something else, and what something lies upon.
known => {
    const looks = new Set(known), first = new Map(), last = new Map(), alone = [];
    const places = new Map();
    const place = element => {
        if (!element) return "";
        if (!places.has(element)) {
            const style = getComputedStyle(element);
            places.set(element, short([
                place(element.parentElement), element.tagName, element.getAttribute("class"),
                style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
                style.mixBlendMode, style.position, style.visibility, style.clipPath,
            ].join("|")));
        }
        return places.get(element);
    };
    const short = text => { // two numbers of 32 bits, so that no two looks are taken for one
        let one = 0xdeadbeef, two = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
            two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
        }
        return `${(one ^ two >>> 15) >>> 0}.${(two ^ one >>> 13) >>> 0}`;
    };
    const words = element => [...element.childNodes]
        .filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join(" ");
    const look = (element, box, said) => {
        const style = getComputedStyle(element);
        return short([
            place(element), style.color, style.fontSize, style.fontWeight, style.textShadow,
            /\w.*\w/s.test(said), box.width > 1 && box.height > 1,
        ].join("|"));
    };
    const all = [...document.body.querySelectorAll("*")]
        .map(element => ({element, box: element.getBoundingClientRect(), said: words(element)}));
    const afloat = all.filter(({element, box}) => box.width > 1 && box.height > 1
        && ["absolute", "fixed", "sticky"].includes(getComputedStyle(element).position));
    const liesUnder = (element, box) => afloat.some(other =>
        !other.element.contains(element) && !element.contains(other.element)
        && other.box.left < box.right && box.left < other.box.right
        && other.box.top < box.bottom && box.top < other.box.bottom);
    const FIELDS = "input, select, textarea, button, label, label *, [disabled] *, [aria-disabled] *";
    const names = new Set([...document.querySelectorAll("[aria-labelledby]")]
        .flatMap(element => element.getAttribute("aria-labelledby").split(/\s+/)));

    for (const {element, box, said} of all) {
        element.removeAttribute("data-contrast");
        if (!said.trim() && !element.matches(FIELDS)) continue;
        if (element.matches(FIELDS) || names.has(element.id) || liesUnder(element, box)) {
            alone.push(element);
            continue;
        }
        const seen = look(element, box, said);
        if (!looks.has(seen)) {
            if (!first.has(seen)) first.set(seen, element);
            last.set(seen, element);
        }
    }
    [...alone, ...first.values(), ...last.values()].forEach(e => e.setAttribute("data-contrast", ""));
    return [...first.keys()];
}
