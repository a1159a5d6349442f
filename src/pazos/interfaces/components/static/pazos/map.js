// Maps: draws the document of components/maps.py with Leaflet. It decides no colour and formats no number.
"use strict";

(() => {
  const groups = new Map(); // name of a synchrony -> maps that move together

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  class PlacesMap {
    constructor(box, data) {
      this.box = box;
      this.data = data;
      this.words = box.dataset;
      this.layer = data.layers.find((layer) => layer.key === box.dataset.layer) || data.layers[0];
      this.draw();
      if (!box.dataset.layer && data.layers.length > 1) this.offerLayers();
      this.colour();
      this.moveWithOthers();
    }

    draw() {
      const canvas = this.box.querySelector("[data-map-canvas]");
      canvas.replaceChildren();
      // Attribution of Leaflet is in the licences page; no control loads anything.
      this.map = L.map(canvas, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, trackResize: false, keyboard: false, scrollWheelZoom: false });
      L.control.zoom({ zoomInTitle: this.words.wordsZoomIn, zoomOutTitle: this.words.wordsZoomOut }).addTo(this.map);
      this.places = L.geoJSON(this.data, {
        pointToLayer: (_feature, where) => L.circleMarker(where, { radius: 7 }),
        style: (feature) => ({ className: this.kind(feature), weight: 1 }),
        onEachFeature: (feature, shape) => this.prepare(feature, shape),
      });
      // A view of some kind first: places are drawn only where there is one, even in a box that is still hidden.
      this.map.setView(this.places.getBounds().getCenter(), 12);
      if (this.data.outline) L.geoJSON(this.data.outline, { className: "outline", interactive: false }).addTo(this.map);
      this.places.addTo(this.map);
      this.places.eachLayer((shape) => { if (shape.feature.properties.group) shape.bringToFront(); });
      this.showAll();
      new ResizeObserver(() => { this.map.invalidateSize({ pan: false }); this.showAll(); }).observe(canvas);
      // The wheel scrolls the page until the reader has clicked into the map.
      this.map.on("click", () => this.map.scrollWheelZoom.enable());
      this.map.on("mouseout", () => this.map.scrollWheelZoom.disable());
      canvas.setAttribute("role", "group");
      canvas.setAttribute("aria-label", `${this.words.label}. ${this.words.wordsHint}`);
      this.letKeysWalk();
    }

    // Room is left for the buttons that zoom. A box without room (hidden, or in the midst of a change) shows nothing.
    showAll() {
      const { x, y } = this.map.getSize();
      if (x < 120 || y < 120) return;
      this.map.fitBounds(this.places.getBounds(), { paddingTopLeft: [56, 12], paddingBottomRight: [12, 12], animate: false });
    }

    kind(feature) {
      const point = feature.geometry.type === "Point" ? " point" : "";
      return `place${point}${feature.properties.group ? " grouped" : ""}`;
    }

    prepare(feature, shape) {
      shape.bindTooltip(() => this.tooltip(feature), { sticky: true, direction: "auto", className: "place-tooltip" });
      shape.on("click", () => {
        // A finger cannot hover: its first touch reads the place and offers the link.
        if (matchMedia("(pointer: coarse)").matches || !feature.properties.href) this.read(shape);
        else location.assign(feature.properties.href);
      });
    }

    tooltip(feature) {
      const box = element("div", {}, element("b", {}, feature.properties.name), this.cell(feature)[1]);
      for (const [name, text] of Object.entries(feature.properties.extra)) box.append(element("div", {}, `${name}: ${text}`));
      return box;
    }

    cell(feature) { return feature.properties.cells[this.layer.key] || ["none", ""]; }

    // One tab stop for the whole map; arrows walk from place to place in the order of their names.
    letKeysWalk() {
      this.walk = this.places.getLayers().sort((a, b) => a.feature.properties.name.localeCompare(b.feature.properties.name));
      this.walk.forEach((shape, place) => {
        const path = shape.getElement();
        path.setAttribute("tabindex", place === 0 ? "0" : "-1");
        path.setAttribute("role", shape.feature.properties.href ? "link" : "img");
        path.addEventListener("focus", () => this.read(shape));
        path.addEventListener("blur", () => shape.closeTooltip());
        path.addEventListener("keydown", (event) => this.step(event, place));
      });
    }

    step(event, place) {
      const last = this.walk.length - 1;
      const next = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: last }[event.key];
      const { href } = this.walk[place].feature.properties;
      if (event.key === "Enter" && href) { location.assign(href); return; }
      if (event.key === "Escape") { this.walk[place].closeTooltip(); return; }
      if (next === undefined) return;
      event.preventDefault();
      const to = this.walk[(next + this.walk.length) % this.walk.length].getElement();
      this.walk[place].getElement().setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
    }

    read(shape) {
      const reading = this.box.querySelector("[data-map-reading]");
      const { name, href } = shape.feature.properties;
      reading.replaceChildren(element("b", {}, name), ` ${this.cell(shape.feature)[1]} `);
      if (href) reading.append(element("a", { href, tabindex: "-1" }, this.words.wordsOpen));
      shape.openTooltip(shape.getBounds ? shape.getBounds().getCenter() : shape.getLatLng());
    }

    offerLayers() {
      const box = this.box.querySelector("[data-map-switcher]");
      const set = element("fieldset", {}, element("legend", {}, this.words.wordsLayers));
      this.data.layers.forEach((layer) => {
        const choice = element("input", { type: "radio", name: `${this.box.id}-layer`, value: layer.key });
        choice.checked = layer === this.layer;
        choice.addEventListener("change", () => { this.layer = layer; this.colour(); });
        set.append(element("label", {}, choice, layer.title));
      });
      box.replaceChildren(set);
      box.hidden = false;
    }

    colour() {
      this.places.eachLayer((shape) => {
        const path = shape.getElement();
        const [shade, text] = this.cell(shape.feature);
        path.classList.remove(...[...path.classList].filter((name) => name.startsWith("shade-")));
        path.classList.add(`shade-${shade}`);
        path.setAttribute("aria-label", `${shape.feature.properties.name}: ${text}`);
      });
      this.showLegend();
    }

    showLegend() {
      const list = element("ul", {});
      this.layer.legend.forEach(([shade, text]) => list.append(element("li", {}, element("span", { class: `swatch shade-${shade}` }), text)));
      this.box.querySelector("[data-map-legend]").replaceChildren(list, ...(this.layer.note ? [element("p", {}, this.layer.note)] : []));
    }

    moveWithOthers() {
      const name = this.words.sync;
      if (!name) return;
      const others = groups.get(name) || [];
      groups.set(name, [...others, this]);
      this.map.on("move", () => {
        if (this.led || !this.map.getSize().x) return;
        groups.get(name).filter((other) => other !== this).forEach((other) => {
          other.led = true;
          other.map.setView(this.map.getCenter(), this.map.getZoom(), { animate: false });
          other.led = false;
        });
      });
    }
  }

  async function open(box) {
    box.dataset.ready = "not yet";
    try {
      const answer = await fetch(box.dataset.map, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const data = await answer.json();
      box.placesMap = new PlacesMap(box, data);
      box.dataset.ready = "yes";
    } catch (error) {
      box.querySelector("[data-map-canvas]").replaceChildren(element("p", { class: "alert error", role: "alert" }, box.dataset.wordsFailed));
      box.dataset.ready = "failed";
      console.warn(`map: ${error.message}`);
    }
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-map]:not([data-ready])").forEach(open));
  // A map may also arrive inside an answer of htmx.
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("[data-map]:not([data-ready])").forEach(open));
})();
