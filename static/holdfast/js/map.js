// Maps without base tiles: every base map takes a side. A graticule, a scale, sites and points from a GeoJSON URL.
(() => {
  "use strict";
  const L = window.L;
  const SHAPES = {
    seen: '<circle r="7"/>',
    nothing: '<path d="M-6-6H6V6H-6z"/>',
    denied: '<circle r="7"/><path d="M-4.6 4.6 4.6-4.6"/>',
    site: '<path d="M0-8 8 6H-8z"/>',
    here: '<path d="M0 0-6-12a6.7 6.7 0 1 1 12 0z"/>',
  };

  function icon(kind) {
    const known = SHAPES[kind] ? kind : "seen";
    return L.divIcon({ className: `point ${known}`, iconSize: [28, 28], html: `<svg viewBox="-9 -9 18 18" aria-hidden="true">${SHAPES[known]}</svg>` });
  }

  // The distance between lines of the net: the first of these degrees that leaves at most eight lines.
  const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45];

  function degrees(value, positive, negative, stepSize) {
    const digits = Math.max(0, -Math.floor(Math.log10(stepSize)));
    return `${Math.abs(value).toFixed(digits)}° ${value < 0 ? negative : positive}`;
  }

  function drawNet(map, layer) {
    layer.clearLayers();
    const view = map.getBounds();
    const size = STEPS.find((each) => (view.getEast() - view.getWest()) / each <= 8) ?? 45;
    const [south, north, west, east] = [view.getSouth(), view.getNorth(), view.getWest(), view.getEast()];
    const line = (points) => L.polyline(points, { className: "grat", interactive: false }).addTo(layer);
    const label = (place, text, anchor) =>
      L.marker(place, { interactive: false, keyboard: false, icon: L.divIcon({ className: "degree", html: text, iconSize: null, iconAnchor: anchor }) }).addTo(layer);
    for (let lon = Math.ceil(west / size) * size; lon <= east; lon += size) {
      line([[south, lon], [north, lon]]);
      const x = map.latLngToContainerPoint([north, lon]).x;
      if (x > 56 && x < map.getSize().x - 56) label([north, lon], degrees(lon, "E", "W", size), [-3, -3]);
    }
    for (let lat = Math.ceil(south / size) * size; lat <= north; lat += size) {
      line([[lat, west], [lat, east]]);
      if (lat < north - (north - south) * 0.1) label([lat, east], degrees(lat, "N", "S", size), [62, 18]);
    }
  }

  function popup(properties, words) {
    const box = document.createElement("div");
    const title = document.createElement("b");
    title.textContent = properties.title ?? "";
    box.append(title);
    if (properties.when) box.append(document.createElement("br"), properties.when);
    const target = properties.url && new URL(properties.url, location.href);
    if (target && target.origin === location.origin) {
      const link = document.createElement("a");
      link.href = target.href;
      link.textContent = words;
      box.append(document.createElement("br"), link);
    }
    return box;
  }

  function addPoint(feature, layer, words) {
    const [lon, lat] = feature.geometry.coordinates;
    const properties = feature.properties ?? {};
    const name = [properties.title, properties.when].filter(Boolean).join(", ");
    const marker = L.marker([lat, lon], { icon: icon(properties.kind), title: name, keyboard: true, zIndexOffset: properties.kind === "denied" ? 1000 : 0 });
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", name));
    marker.bindPopup(popup(properties, words)).addTo(layer);
    if (properties.accuracy_m > 0) L.circle([lat, lon], { radius: properties.accuracy_m, className: "near", interactive: false }).addTo(layer);
  }

  async function load(map, box, fit) {
    const points = L.featureGroup().addTo(map);
    try {
      const answer = await fetch(box.dataset.pointsUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      for (const feature of (await answer.json()).features) if (feature.geometry) addPoint(feature, points, box.dataset.wordsOpen);
      if (fit && points.getLayers().length) map.fitBounds(points.getBounds(), { padding: [36, 36], maxZoom: 12 });
    } catch {
      const note = document.createElement("p");
      note.className = "strip";
      note.textContent = box.dataset.wordsFailed;
      box.before(note);
    }
  }

  function number(id) {
    const value = document.getElementById(id)?.value.trim().replace(",", ".");
    return value ? Number(value) : NaN;
  }

  function pick(map, box) {
    const ids = [box.dataset.pickLat, box.dataset.pickLon];
    let here = null;
    const show = (place, follow) => {
      if (here) here.setLatLng(place);
      else here = L.marker(place, { icon: icon("here"), keyboard: false, draggable: true }).addTo(map).on("dragend", () => write(here.getLatLng()));
      if (follow) map.setView(place, Math.max(map.getZoom(), 11));
    };
    const write = (place) => {
      const { lat, lng } = place.wrap();
      [lat, lng].forEach((value, index) => {
        const input = document.getElementById(ids[index]);
        input.value = value.toFixed(5);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    };
    const read = () => {
      const [lat, lon] = ids.map(number);
      if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) show([lat, lon], true);
    };
    map.on("click", (event) => { show(event.latlng, false); write(event.latlng); });
    for (const id of ids) document.getElementById(id)?.addEventListener("change", read);
    read();
  }

  function start(box) {
    const { lat, lon, zoom, pointsUrl, pickLat } = box.dataset;
    const centred = lat !== undefined && lat !== "";
    const map = L.map(box, { attributionControl: false, minZoom: 2, maxZoom: 17, zoomSnap: 0.5, worldCopyJump: true });
    const net = L.layerGroup().addTo(map);
    map.on("moveend", () => drawNet(map, net));
    map.setView(centred ? [Number(lat), Number(lon)] : [30, 30], Number(zoom) || (centred ? 9 : 2));
    L.control.scale({ imperial: false }).addTo(map);
    if (pointsUrl) load(map, box, !centred || !pickLat);
    if (pickLat) pick(map, box);
  }

  function startAll(root) {
    for (const box of root.querySelectorAll(".map:not(.leaflet-container)")) {
      box.classList.add("leaflet-container");
      start(box);
    }
  }

  startAll(document);
  document.addEventListener("htmx:afterSettle", (event) => startAll(event.detail.elt));
})();
