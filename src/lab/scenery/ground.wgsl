// The ground: metric grid, soft pool of light about the robot, shadows, mist. World z up, metres.
// In: `Ground` (colours linear). Out: opaque colour, not tone mapped.

#import bevy_pbr::{
    forward_io::VertexOutput,
    mesh_view_bindings::{lights, view},
    mesh_view_types::DIRECTIONAL_LIGHT_FLAGS_SHADOWS_ENABLED_BIT,
    shadows::fetch_directional_shadow,
}

struct Ground {
    lit: vec4<f32>,
    shade: vec4<f32>,
    line: vec4<f32>,
    mist: vec4<f32>,
    // x, y: centre of the trunk; z, w: cosine and sine of its heading
    trunk: vec4<f32>,
    // x, y: half length and half width of the trunk; z: its height; w: radius of a foot
    trunk_size: vec4<f32>,
    // x, y: a foot's centre; z: height of its sole above the ground
    feet: array<vec4<f32>, 4>,
    // x: mist for each metre from the robot; y: radius of the pool of light; z: how far shadows reach, m
    air: vec4<f32>,
    // toward the sun
    sun: vec4<f32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> ground: Ground;

// Share of a pixel covered by lines at whole numbers of `uv`, each `width` wide. Never thinner
// than a pixel: it fades instead, and turns into its mean where lines are closer than pixels.
fn grid(uv: vec2<f32>, width: f32) -> f32 {
    let dx = dpdx(uv);
    let dy = dpdy(uv);
    let pixel = max(sqrt(dx * dx + dy * dy), vec2<f32>(1e-6));
    let drawn = clamp(vec2<f32>(width), pixel, vec2<f32>(0.5));
    let to_line = 1.0 - abs(fract(uv) * 2.0 - 1.0);
    let soft = 1.5 * pixel;
    var covered = 1.0 - smoothstep(drawn - soft, drawn + soft, to_line);
    covered *= clamp(vec2<f32>(width) / drawn, vec2<f32>(0.0), vec2<f32>(1.0));
    covered = mix(covered, vec2<f32>(width), clamp(pixel * 2.0 - 1.0, vec2<f32>(0.0), vec2<f32>(1.0)));
    return mix(covered.x, 1.0, covered.y);
}

// Share of a light that arrives near a point: the mean of four places about it, for a soft edge.
fn soft_shadow(light: u32, at: vec4<f32>, pixel: vec2<f32>) -> f32 {
    let view_z = (view.view_from_world * at).z;
    let up = vec3<f32>(0.0, 0.0, 1.0);
    let a = vec4<f32>(0.022, 0.009, 0.0, 0.0);
    let b = vec4<f32>(-0.009, 0.022, 0.0, 0.0);
    return 0.25 * (fetch_directional_shadow(light, at + a, up, view_z, pixel)
        + fetch_directional_shadow(light, at - a, up, view_z, pixel)
        + fetch_directional_shadow(light, at + b, up, view_z, pixel)
        + fetch_directional_shadow(light, at - b, up, view_z, pixel));
}

// Share of the sun that arrives, from the shadow map of every light that has one. Shadows lie
// about the robot, so ground further away is not asked.
fn sun(at: vec4<f32>, pixel: vec2<f32>, aside: f32) -> f32 {
    var share = 1.0;
    if aside > ground.air.z {
        return share;
    }
    for (var i = 0u; i < lights.n_directional_lights; i++) {
        if (lights.directional_lights[i].flags & DIRECTIONAL_LIGHT_FLAGS_SHADOWS_ENABLED_BIT) != 0u {
            share *= soft_shadow(i, at, pixel);
        }
    }
    return share;
}

// Light on a slope, in shares of the light on the level: more toward the sun, less away from it.
fn slant(normal: vec3<f32>) -> f32 {
    return clamp(dot(normalize(normal), ground.sun.xyz) / ground.sun.z, 0.0, 1.6);
}

// Share of the sky that a point sees past the trunk and the feet.
fn open_sky(p: vec2<f32>) -> f32 {
    let d = p - ground.trunk.xy;
    let local = vec2<f32>(
        d.x * ground.trunk.z + d.y * ground.trunk.w,
        d.y * ground.trunk.z - d.x * ground.trunk.w,
    );
    let height = max(ground.trunk_size.z, 0.05);
    let half = ground.trunk_size.xy + 0.45 * height;
    let q = local / half;
    var open = 1.0 - 0.55 * exp(-1.6 * dot(q, q)) * clamp(0.55 / (height + 0.05), 0.0, 1.4);
    for (var i = 0; i < 4; i++) {
        let foot = ground.feet[i];
        let radius = ground.trunk_size.w * 1.5 + 0.7 * max(foot.z, 0.0);
        let r = (p - foot.xy) / radius;
        let strength = 0.75 / (1.0 + 40.0 * max(foot.z, 0.0));
        open *= 1.0 - strength * exp(-dot(r, r));
    }
    return open;
}

fn dither(pixel: vec2<f32>) -> f32 {
    return (fract(52.9829189 * fract(dot(pixel, vec2<f32>(0.06711056, 0.00583715)))) - 0.5) / 255.0;
}

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let p = in.world_position.xy;
    let fine = grid(p * 4.0, 0.016);
    let strong = grid(p, 0.010);
    let aside = length(p - ground.trunk.xy);
    let pool = 1.0 / (1.0 + pow(aside / ground.air.y, 2.0));
    let sunlit = sun(in.world_position, in.position.xy, aside) * slant(in.world_normal);
    let light = mix(0.22, 1.0, sunlit) * pool;
    let sky = open_sky(p);
    var color = mix(ground.shade.rgb, ground.lit.rgb, light) * sky;
    let ink = ground.line.rgb * (0.35 + 0.65 * light) * (0.4 + 0.6 * sky);
    color = mix(color, ink, clamp(max(0.85 * strong, 0.28 * fine), 0.0, 1.0));
    let mist = 1.0 - exp(-pow(aside * ground.air.x, 2.0));
    color = mix(color, ground.mist.rgb, mist);
    let encoded = pow(color, vec3<f32>(1.0 / 2.2)) + dither(in.position.xy);
    return vec4<f32>(pow(max(encoded, vec3<f32>(0.0)), vec3<f32>(2.2)), 1.0);
}
