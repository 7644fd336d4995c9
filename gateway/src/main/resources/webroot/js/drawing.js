// What stands on a chart besides its lines, drawn on its canvas.

// A colour of the stylesheet as canvas takes it; asked again when the theme changes.
export function colour(name) {
  const probe = document.getElementById('probe');
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export function faded(rgb, alpha) {
  const [red, green, blue] = rgb.match(/[\d.]+/g);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

// 5 % and not 5.0 % where only the place on a scale is meant.
export const trimmed = (text) => text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');

// Limits at the same height are one line with both names.
function merged(thresholds) {
  const lines = new Map();
  for (const { value, label, level } of thresholds) {
    const there = lines.get(value);
    lines.set(value, there ? { ...there, label: `${there.label}, ${label}`, level: level === 'critical' ? level : there.level } : { value, label, level });
  }
  return lines.values();
}

export function drawThresholds(plot, thresholds = []) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = devicePixelRatio;
  for (const { value, label, level } of merged(thresholds)) {
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    if (y >= bbox.top && y <= bbox.top + bbox.height) {
      ctx.strokeStyle = ctx.fillStyle = colour(level);
      ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(label, bbox.left + 6 * devicePixelRatio, y - 2 * devicePixelRatio);
    }
  }
  ctx.restore();
}

export function drawMarks(plot, marks = []) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = devicePixelRatio;
  for (const { at, level } of marks) {
    const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
    if (x >= bbox.left && x <= bbox.left + bbox.width) {
      ctx.strokeStyle = ctx.fillStyle = colour(level);
      ctx.globalAlpha = 0.65;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.globalAlpha = 1;
      const side = 4 * devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(x - side, bbox.top - side);
      ctx.lineTo(x + side, bbox.top - side);
      ctx.lineTo(x, bbox.top + side / 2);
      ctx.fill();
    }
  }
  ctx.restore();
}
